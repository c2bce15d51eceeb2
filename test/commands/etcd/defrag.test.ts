import { afterAll, beforeAll, expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { planOf, unreachable } from "../ask.ts";

const dead = givenCluster({ reach: unreachable(undefined) });
let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterAll(() => given.close());

const plan = () => planOf("etcd defrag", dead, undefined, given.hosts, Date.now());

test("each member is a step, and what its pause means is said", async () => {
  const { steps, impact, warnings } = await plan();
  expect(steps.map(({ title }) => title)).toEqual(["Defragment etcd on cp1"]);
  expect(impact).toEqual(["cp1: 9.5Mi become about 3.8Mi."]);
  expect(warnings[0]).toContain("Its only member answers nothing meanwhile");
});

test("what has nothing to give back is refused", async () => {
  const { etcd } = await given.machines.node("cp1");
  etcd.usedBytes = etcd.sizeBytes;
  await expect(plan()).rejects.toThrow("No member of etcd has anything to give back");
});

test("of a full etcd old revisions go first, and the alarm last", async () => {
  const { etcd } = await given.machines.node("cp1");
  Object.assign(etcd, { sizeBytes: 2 * 1024 ** 3, usedBytes: 2 * 1024 ** 3, hasAlarm: true });
  const { steps, title } = await plan();
  expect(title).toBe("Make room in etcd of home");
  const calls = steps.flatMap((step) => step.calls.map((call) => sayCall(call)));
  expect(calls.map((call) => / (compact .*|defrag|alarm disarm)$/.exec(call)?.[1])).toEqual([
    "compact '<its revision>'",
    "defrag",
    "alarm disarm",
  ]);
});
