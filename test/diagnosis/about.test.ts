// What is read for whom, and the commands that help there.
import { expect, test } from "vitest";
import { collectAbout, worstPodOf } from "#src/diagnosis/about.ts";
import { createCatalogue } from "#src/diagnosis/load-signatures.ts";
import { match } from "#src/diagnosis/match.ts";
import { remediesOf } from "#src/diagnosis/remedies.ts";
import { givenCluster, givenCrashingPod, givenNode, givenPod } from "../given.ts";

const signal = AbortSignal.timeout(60_000);
const owner = { kind: "ReplicaSet", name: "web-5d4f8", uid: "rs" };
const labels = { "pod-template-hash": "5d4f8" };
const well = givenPod({ name: "web-5d4f8-aaaaa", uid: "a", owner, labels });
const sick = givenCrashingPod({ name: "web-5d4f8-bbbbb", uid: "b", owner, labels });

test("of a workload its worst pod is read", () => {
  const subject = { kind: "Deployment", namespace: "default", name: "web" };
  expect(worstPodOf([well, sick], subject)?.name).toBe(sick.name);
  expect(worstPodOf([well, sick], { ...subject, namespace: "shop" })).toBeUndefined();
});

test("a node is read by its name, and a lease is not read at all", async () => {
  const cluster = givenCluster({ nodes: [givenNode({ name: "pi-1" })] });
  expect(await collectAbout({ kind: "Node", name: "pi-1" }, { cluster, signal })).toMatchObject({
    node: "pi-1",
  });
  const lease = { kind: "Lease", namespace: "kube-system", name: "kube-scheduler" };
  expect(await collectAbout(lease, { cluster, signal })).toBeUndefined();
});

test("a command that helps names the node and the pod, and is left out where one is not known", () => {
  const [signature] = createCatalogue([])();
  if (!signature) throw new Error("the catalogue is empty");
  const remedies = ["pod delete <pod>", "node show <node>", "status"];
  const [finding] = match(
    [{ ...signature, where: ["log"], regex: /x/ }],
    [{ source: "log", of: "o", text: "x" }],
  );
  if (!finding) throw new Error("nothing matched");
  const found = [{ ...finding, signature: { ...signature, remedies } }];
  expect(remediesOf(found, { node: "pi-1", pod: "shop/web-0" })).toEqual([
    "pod delete shop/web-0",
    "node show pi-1",
    "status",
  ]);
  expect(remediesOf(found, { node: "pi-1" })).toEqual(["node show pi-1", "status"]);
});
