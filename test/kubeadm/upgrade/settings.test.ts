import { expect, test } from "vitest";
import { settingsIn } from "#src/kubeadm/upgrade/settings.ts";
import { tagIn } from "#src/kubeadm/upgrade/static-pods.ts";

test("kubeadm's settings are read as v1beta4 and as v1beta3 write them", () => {
  const v4 =
    'apiVersion: kubeadm.k8s.io/v1beta4\nkubernetesVersion: v1.36.3\nimageRepository: registry.k8s.io\netcd:\n  local:\n    imageTag: 3.6.16-0\n    extraArgs:\n    - name: experimental-initial-corrupt-check\n      value: "true"\n';
  const v3 =
    'apiVersion: kubeadm.k8s.io/v1beta3\nkubernetesVersion: v1.33.1\netcd:\n  local:\n    extraArgs:\n      quota-backend-bytes: "8"\n';

  expect(settingsIn(v4, "failCgroupV1: false\n")).toEqual({
    api: "v1beta4",
    version: "v1.36.3",
    imageRepository: "registry.k8s.io",
    failsOnCgroupV1: false,
    etcdFlags: ["experimental-initial-corrupt-check"],
    etcdTag: "3.6.16-0",
  });
  expect(settingsIn(v3, "")).toMatchObject({
    api: "v1beta3",
    etcdFlags: ["quota-backend-bytes"],
    etcdTag: undefined,
  });
  expect(settingsIn("}{ no yaml", "")).toMatchObject({ api: "", version: "", failsOnCgroupV1: undefined });
});

test.each([
  ["registry.k8s.io/kube-apiserver:v1.37.2", "v1.37.2"],
  ["registry.local:5000/kube-apiserver:v1.37.2@sha256:abc", "v1.37.2"],
  ["registry.local:5000/kube-apiserver", ""],
])("the tag of %s is %j", (image, tag) => expect(tagIn(image)).toBe(tag));
