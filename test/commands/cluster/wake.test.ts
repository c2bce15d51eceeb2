// A wake is the control planes, the API server, the others, every node Ready, and then what our shutdown has cordoned.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import cordonNode from "#src/steps/cordon-node.ts";
import { givenCluster, givenNode, silent } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { noHosts } from "../../hosts/none.ts";
import { givenOperation, givenPlan } from "../../operation/given.ts";
import { planOf, unreachable } from "../ask.ts";

let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterEach(() => {
  for (const name of ["cp1", "pi-1", "worker1"]) given.cluster.powerOn(name);
});
afterAll(() => given.close());

const nodes = ["cp1", "pi-1", "worker1"].map((name) =>
  givenNode({
    name,
    uid: `uid-${name}`,
    roles: name === "cp1" ? ["control-plane"] : [],
    unschedulable: true,
  }),
);
/** Started a moment ago, with nobody to tell which nodes there are. */
const blind = () => givenCluster({ reach: unreachable(undefined), nodes: [] });
const seen = (more: Parameters<typeof givenNode>[0] = {}) =>
  givenCluster({ nodes: nodes.map((node) => ({ ...node, ...more })) });

/** It has cordoned cp1 and worker1; pi-1 was cordoned by somebody before. */
function shutdown(id = "op-off000") {
  const steps = ["cp1", "pi-1", "worker1"].map((node) => cordonNode.with({ node, uid: `uid-${node}` }));
  const machines = ["pi-1", "worker1", "cp1"].map((node) => ({
    ...{ node, host: node, bootId: "b" },
    ...(node === "cp1" && { isPlane: true }),
  }));
  return givenOperation({
    ...{ id, line: "cluster shutdown --cluster=home", state: "succeeded" },
    plan: givenPlan(steps, { basis: { machines } }),
    steps: [{ state: "done" }, { state: "skipped" }, { state: "done" }],
  });
}

const wake = (cluster = blind(), before = [shutdown()]) =>
  planOf("cluster wake", cluster, undefined, given.hosts, Date.now(), before);

const titles = ({ steps }: Awaited<ReturnType<typeof wake>>) => steps.map(({ title }) => title);

function switchOff(...names: readonly string[]): void {
  for (const name of names) {
    given.cluster.powerOff(name);
    given.machines.host(name).cut();
  }
}

test("with nothing seen, what the shutdown wrote down says which machines come first and which cordons are ours", async () => {
  switchOff("cp1", "pi-1", "worker1");
  const plan = await wake();
  expect(titles(plan)).toEqual([
    "Wake the control planes: cp1",
    "See that the API server of home answers Wheelhouse",
    "Wake the workers: pi-1 and worker1",
    "See that the nodes of home are back",
    "Uncordon cp1",
    "Uncordon worker1",
  ]);
  expect(plan.impact.join("\n")).toMatch(
    /3 of 3 machines give no sign of life.*Wake-on-LAN: cp1 and worker1.*by hand: pi-1/s,
  );
  expect(plan.risk).toBe("change");
  expect(plan.locks).toEqual(expect.arrayContaining(["cluster/home", "node/home/cp1", "host/pi-1"]));
});

test("an uncordon is for the shutdown's own cordon, and says so", async () => {
  const { steps } = await wake();
  expect(steps.at(-1)).toMatchObject({
    input: { node: "worker1", by: "op-off000" },
    calls: [{ what: "if op-off000 cordoned it" }],
  });
});

test("packets go to the cards of the configuration, and to no machine without one", async () => {
  const calls = (await wake()).steps.flatMap((step) => step.calls);
  const woken = calls.flatMap((call) => (typeof call !== "string" && call.at === "wake" ? [call.host] : []));
  expect(woken).toEqual(["cp1", "worker1"]);
});

test("after a power cut, with nodes that were seen before and no shutdown, nothing is uncordoned", async () => {
  switchOff("worker1");
  const plan = await wake(seen({ conditions: [silent()] }), []);
  expect(titles(plan).filter((title) => title.startsWith("Uncordon"))).toEqual([]);
  expect(titles(plan)[0]).toBe("Wake the control planes: cp1");
});

test("where nobody has ever seen which are control planes, all are woken at once, and the card says so", async () => {
  const plan = await wake(blind(), []);
  expect(titles(plan)).toEqual([
    "Wake the machines: cp1, pi-1 and worker1",
    "See that the API server of home answers Wheelhouse",
    "See that the nodes of home are back",
  ]);
  expect(plan.warnings).toContain(
    "Nobody has seen which of them are control planes, so all are woken at once.",
  );
});

test("a shutdown that was woken already is forgotten", async () => {
  const woken = givenOperation({ id: "op-wake00", line: "cluster wake --cluster=home", state: "succeeded" });
  expect(titles(await wake(blind(), [woken, shutdown()])).some((title) => title.startsWith("Uncordon"))).toBe(
    false,
  );
});

test("the cordon of an earlier shutdown that was abandoned is taken back too", async () => {
  const second = {
    ...shutdown("op-off111"),
    steps: [{ state: "skipped" }, { state: "skipped" }, { state: "done" }],
  } as const;
  const { steps } = await wake(blind(), [second, { ...shutdown(), state: "abandoned" }]);
  const by = steps.flatMap(({ input }) => ("by" in (input as object) ? [input] : []));
  expect(by).toMatchObject([
    { node: "worker1", by: "op-off111" },
    { node: "cp1", by: "op-off000" },
  ]);
});

test("where everything is on, Ready and takes pods there is nothing to wake", async () => {
  await expect(wake(seen({ unschedulable: false }))).rejects.toThrow(
    "There is nothing to wake: 3 machines of home answer",
  );
});

test("who is approved while somebody presses a button approves the same", async () => {
  switchOff("cp1", "pi-1", "worker1");
  const before = await wake();
  given.cluster.powerOn("cp1");
  const after = await wake();
  expect([after.basis, after.steps]).toEqual([before.basis, before.steps]);
  expect(after.impact).not.toEqual(before.impact);
});

test("without a machine that may be logged in to there is nothing to do", async () => {
  await expect(planOf("cluster wake", blind(), undefined, noHosts)).rejects.toThrow(
    "There is no machine of home",
  );
});
