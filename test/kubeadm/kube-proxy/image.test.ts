import { expect, test } from "vitest";
import { archOfImage, imageOfVersion, minorOfImage } from "#src/kubeadm/kube-proxy/image.ts";

test.each([
  ["registry.k8s.io/kube-proxy:v1.37.1", undefined, "1.37", "registry.k8s.io/kube-proxy:v1.37.2"],
  ["registry.k8s.io/kube-proxy-amd64:v1.37.1", "amd64", "1.37", "registry.k8s.io/kube-proxy:v1.37.2"],
  ["registry.k8s.io/kube-proxy:v1.36.0-arm64", "arm64", "1.36", "registry.k8s.io/kube-proxy:v1.37.2"],
  ["gcr.io/google_containers/kube-proxy-arm:v1.6.2", "arm", "1.6", "registry.k8s.io/kube-proxy:v1.37.2"],
  ["k8s.gcr.io/kube-proxy:v1.22.0", undefined, "1.22", "registry.k8s.io/kube-proxy:v1.37.2"],
  ["10.0.0.2:5000/k8s/kube-proxy-amd64:v1.37.1", "amd64", "1.37", "10.0.0.2:5000/k8s/kube-proxy:v1.37.2"],
  ["registry.k8s.io/kube-proxy@sha256:0123abcd", undefined, undefined, "registry.k8s.io/kube-proxy:v1.37.2"],
])("%s", (image, arch, minor, wanted) => {
  expect(archOfImage(image)).toBe(arch);
  expect(minorOfImage(image)).toBe(minor);
  expect(imageOfVersion(image, "v1.37.2")).toBe(wanted);
});

test("what a distribution adds to the version is no tag", () => {
  expect(imageOfVersion("registry.k8s.io/kube-proxy:v1", "v1.37.1+k3s1")).toBe(
    "registry.k8s.io/kube-proxy:v1.37.1",
  );
  expect(imageOfVersion("registry.k8s.io/kube-proxy:v1", "v1.38.0-rc.1")).toBe(
    "registry.k8s.io/kube-proxy:v1.38.0-rc.1",
  );
});
