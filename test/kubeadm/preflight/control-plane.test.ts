// What stands against another control plane: no common address, an etcd that is not well, too little memory, nobody who has the keys.
import { expect, test } from "vitest";
import { type PlaneFacts, planeSettings } from "#src/kubeadm/join/plane-facts.ts";
import { controlPlane } from "#src/kubeadm/preflight/checks/control-plane.ts";
import { sayFinding } from "#src/kubeadm/preflight/preflight.ts";
import { givenFacts } from "./given.ts";

const cp1 = {
  ...{ id: "a1", name: "cp1", isLearner: false },
  ...{ endpoints: ["https://10.0.0.1:2379"], peers: ["https://10.0.0.1:2380"] },
};
const member = {
  ...{ name: "cp1", host: "cp1", endpoint: "https://10.0.0.1:2379", version: "3.7.0", revision: 7 },
  ...{ isLeader: true, hasLeader: true, isLearner: false, errors: [] },
  ...{ sizeBytes: 1, usedBytes: 1, quotaBytes: undefined },
};

function said(plane: Partial<PlaneFacts>, memory = 4 * 1024 ** 3): readonly string[] {
  const facts = givenFacts({ memory: { totalBytes: memory, availableBytes: memory, swapBytes: 0 } });
  const well: PlaneFacts = {
    ...{ endpoint: "balancer.example:6443", addresses: ["10.0.0.1"], through: "cp1" },
    etcd: { through: "cp1", members: [member], listed: [cp1], silent: [] },
  };
  const all = controlPlane({ ...facts, plane: { ...well, ...plane } });
  return all.map((finding) => `${finding.verdict}: ${sayFinding(finding)}`);
}

test("a worker is asked nothing of it", () => {
  expect(controlPlane(givenFacts())).toEqual([]);
});

test("a second member is warned of, as it makes etcd no safer; a third is not", () => {
  expect(said({}).join("\n")).toContain("warning: control plane: etcd goes from 1 to 2 members");
  const listed = ["a1", "a2"].map((id) => ({ ...cp1, id }));
  expect(said({ etcd: { through: "cp1", members: [member, member], listed, silent: [] } })).toContain(
    "passed: control plane: etcd goes from 2 to 3 members, of which 2 must answer: it outlives the loss of 1",
  );
});

test.each<[string, Partial<PlaneFacts>, string]>([
  [
    "no common address",
    { endpoint: undefined },
    "blocking: control plane: the cluster has no controlPlaneEndpoint",
  ],
  [
    "one that is a control plane's own",
    { endpoint: "10.0.0.1:6443" },
    "warning: control plane: its controlPlaneEndpoint 10.0.0.1:6443 is one",
  ],
  [
    "a silent member",
    { etcd: { through: "cp1", members: [member], listed: [cp1], silent: ["cp2"] } },
    "blocking: control plane: etcd takes no new member now: its member cp2",
  ],
  ["etcd elsewhere", { etcd: undefined }, "blocking: control plane: etcd is run elsewhere"],
  [
    "keys elsewhere",
    { through: undefined },
    "blocking: control plane: no control plane that Wheelhouse may log in to holds the keys",
  ],
])("it is told: %s", (_, plane, words) => {
  expect(said(plane).join("\n")).toContain(words);
});

test("less memory than kubeadm takes refuses it", () => {
  expect(said({}, 1024 ** 3).join("\n")).toContain("blocking: control plane: 1Gi of memory is less");
});

test("kubeadm's settings say where the cluster is, and whose etcd it has", () => {
  expect(planeSettings("controlPlaneEndpoint: api.example:6443\netcd:\n  local: {}\n")).toEqual({
    ...{ endpoint: "api.example:6443", isExternal: false },
  });
  expect(planeSettings("etcd:\n  external:\n    endpoints: [https://e1:2379]\n")).toEqual({
    ...{ endpoint: undefined, isExternal: true },
  });
  expect(planeSettings("")).toEqual({ endpoint: undefined, isExternal: false });
});
