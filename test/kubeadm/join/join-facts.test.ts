import { expect, test } from "vitest";
import { joinFactsOf } from "#src/kubeadm/join/join-facts.ts";
import { authority, givenMap, kubeconfigOf, otherAuthority, pin } from "./given-join.ts";

const root = givenMap("kube-root-ca.crt", { "ca.crt": authority });
const info = (kubeconfig: string) => givenMap("cluster-info", { kubeconfig });

test("cluster-info is trusted when the cluster's own authority is in it", () => {
  expect(joinFactsOf(info(kubeconfigOf()), root)).toEqual({
    trusted: true,
    endpoint: "10.0.0.10:6443",
    pins: [pin],
  });
});

test.each([
  ["is not there", undefined, root, "cluster-info is missing"],
  ["is empty", givenMap("cluster-info", {}), root, "cluster-info is missing"],
  ["cannot be read", info("{"), root, "no API server and authority"],
  ["names another authority", info(kubeconfigOf(otherAuthority)), root, "a false API server"],
  [
    "names one authority more",
    info(kubeconfigOf(`${authority}\n${otherAuthority}`)),
    root,
    "a false API server",
  ],
  ["is vouched for by nobody", info(kubeconfigOf()), undefined, "kube-root-ca.crt is missing"],
])("cluster-info that %s is not trusted", (_what, given, vouching, why) => {
  expect(joinFactsOf(given, vouching)).toMatchObject({ trusted: false, why: expect.stringContaining(why) });
});
