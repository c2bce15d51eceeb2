import { expect, test } from "vitest";
import { RefusedError, UsageError } from "#src/base/errors.ts";
import { judgeNode } from "#src/kubeadm/upgrade/judge-node.ts";
import { givenCluster } from "../../given.ts";
import { cp1, givenFacts, givenMachine, settings, to, worker1 } from "../../kubeadm/upgrade/given.ts";
import { planOf } from "../ask.ts";

const atTo = { servers: [{ node: "cp1", version: to }] };
const now = { later: false };

test("the first control plane moves the cluster's settings, every other follows, a worker has none", () => {
  expect(judgeNode(givenFacts(), cp1, now)).toMatchObject({
    host: "cp1",
    revision: "1.37.2-1.1",
    ignore: [],
    how: "apply",
    isOnlyPlane: true,
  });
  const cp2 = { ...cp1, name: "cp2" };
  const moved = { settings: { ...settings, version: "v1.37.2" } };
  const servers = [
    { node: "cp1", version: to },
    { node: "cp2", version: { minor: 36, patch: 3 } },
  ];
  const facts = givenFacts({ ...moved, servers, machines: [givenMachine("cp2")] });
  expect(judgeNode(facts, cp2, now)).toMatchObject({ how: "node" });
  expect(judgeNode(givenFacts(atTo), worker1, now)).toMatchObject({ how: "worker" });
});

test("kubeadm goes past control groups v1 only where the kubelet is allowed to run on them", () => {
  const machines = [givenMachine("worker1", { cgroups: 1 })];
  const allowed = givenFacts({ ...atTo, machines, settings: { ...settings, failsOnCgroupV1: false } });
  const { ignore, warnings } = judgeNode(allowed, worker1, now);
  expect(ignore).toEqual(["SystemVerification"]);
  expect(warnings.join()).toContain("Control groups: worker1 version 1");
  expect(() => judgeNode(givenFacts({ ...atTo, machines }), worker1, now)).toThrow(RefusedError);
});

test.each([
  ["before its control plane", givenFacts(), worker1, "worker1 cannot go to 1.37.2 yet"],
  [
    "at that version",
    givenFacts({ kubelets: [{ node: "worker1", version: to }] }),
    worker1,
    "is at 1.37.2 already",
  ],
  [
    "that is newer",
    givenFacts({ kubelets: [{ node: "worker1", version: { minor: 38, patch: 0 } }] }),
    worker1,
    "no way back",
  ],
  [
    "without a host",
    givenFacts({ ...atTo, machines: [] }),
    worker1,
    "cannot log in to the machine of worker1",
  ],
  [
    "whose packages are not there",
    givenFacts({ ...atTo, machines: [givenMachine("worker1", { offered: ["1.36.3-1.1"] })] }),
    worker1,
    "no kubeadm 1.37.2 for worker1",
  ],
  [
    "of a control plane too far ahead",
    givenFacts({ to: { minor: 38, patch: 0 } }),
    cp1,
    "one minor at a time",
  ],
])("a node %s is refused", (_what, facts, node, why) => {
  expect(() => judgeNode(facts, node, now)).toThrow(why);
});

test("whoever plans several at once takes what comes first as done", () => {
  expect(judgeNode(givenFacts(), worker1, { later: true })).toMatchObject({ how: "worker" });
});

test("what is no version is not planned", async () => {
  await expect(planOf("upgrade node cp1 newest", givenCluster())).rejects.toThrow(UsageError);
});
