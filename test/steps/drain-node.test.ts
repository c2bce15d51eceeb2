import { expect, test } from "vitest";
import drainNode from "#src/steps/drain-node.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { givenNode, minute } from "../given.ts";
import {
  givenBudget,
  givenDaemonPod,
  givenDb,
  givenMirror,
  givenPodFacts,
  givenUnmanaged,
  givenVolume,
  givenWorld,
  replace,
} from "../kubeadm/disruption/given.ts";
import { givenOperations, givenPlan } from "../operation/given.ts";
import { fenceable } from "../unfenced.ts";
import { givenContext, givenRunning } from "./given.ts";

const cordoned = [givenNode({ name: "w3", unschedulable: true }), givenNode({ name: "w4" })];
const stays = [givenDaemonPod(), givenMirror()];
const web = givenPodFacts();
const input = { node: "w3", uid: "uid-w3", mayLose: { data: [], pods: [] } };

test("a node that holds only static pods and those of DaemonSets is drained", async () => {
  const { cluster } = givenWorld({ nodes: cordoned, pods: stays });
  expect(await drainNode.done(input, givenContext(cluster))).toEqual({
    goal: "holds",
    evidence: "w3 runs nothing but static pods and those of DaemonSets",
  });
});

test("everything else is evicted, and nothing on other nodes", async () => {
  const elsewhere = givenPodFacts({ name: "web-5d4f8-other", node: "w4" });
  const { world, cluster } = givenWorld({ nodes: cordoned, pods: [...stays, web, givenDb(), elsewhere] });
  expect(await drainNode.done(input, givenContext(cluster))).toMatchObject({
    goal: "open",
    evidence: "2 pods are still on w3: shop/web-5d4f8-abcde and shop/db-0",
  });
  await drainNode.run(input, givenContext(cluster));
  expect(world.calls.toSorted()).toEqual(["evict shop/db-0", "evict shop/web-5d4f8-abcde"]);
  expect(await drainNode.done(input, givenContext(cluster))).toMatchObject({ goal: "holds" });
});

test("killed halfway and run again, it goes on where it was", async () => {
  const { world, cluster, end } = givenWorld({
    nodes: cordoned,
    pods: [givenDb({ deletedAt: 1 }), web],
    ends: false,
  });
  await drainNode.run(input, givenContext(cluster));
  await drainNode.run(input, givenContext(cluster));
  expect(world.calls).toEqual(["evict shop/web-5d4f8-abcde"]);
  expect(await drainNode.done(input, givenContext(cluster))).toMatchObject({
    goal: "open",
    evidence: "2 pods are still on w3: shop/db-0 (ending) and shop/web-5d4f8-abcde (ending)",
  });
  for (const name of ["db-0", web.name]) end(name);
  expect(await drainNode.done(input, givenContext(cluster))).toMatchObject({ goal: "holds" });
});

test("a budget that allows none is waited for, and what it allows later goes then", async () => {
  const { world, cluster } = givenWorld({ nodes: cordoned, pods: [givenDb()], budgets: [givenBudget()] });
  const running = await givenRunning(planned(), { cluster, steps: [drainNode] });
  await running.hand.advance(2 * minute);
  expect(await running.operations.find(running.id)).toMatchObject({
    state: "running",
    steps: [{ evidence: "1 pod is still on w3: shop/db-0 (budget shop/db allows no disruption)" }],
  });
  const [budget] = world.budgets;
  if (budget) replace(world.budgets, budget, { disruptionsAllowed: 1 });
  expect(await running.ended()).toMatchObject({ state: "succeeded" });
  expect(world.calls.filter((call) => !call.startsWith("refuse"))).toEqual(["evict shop/db-0"]);
});

test("a budget that never allows one stops the drain in time, named, and nothing is forced", async () => {
  const { world, cluster } = givenWorld({
    nodes: cordoned,
    pods: [web, givenDb()],
    budgets: [givenBudget()],
  });
  const running = await givenRunning(planned(), { cluster, steps: [drainNode] });
  await running.hand.advance(9 * minute);
  const stopped = await running.ended();
  expect(stopped).toMatchObject({ state: "failed" });
  expect(stopped.ending?.words).toBe(
    "Drain w3: It did not get there within 10 minutes: 1 pod is still on w3: shop/db-0 (budget shop/db allows no disruption)",
  );
  expect(new Set(world.calls)).toEqual(new Set(["evict shop/web-5d4f8-abcde", "refuse shop/db-0"]));

  world.budgets.length = 0;
  expect(await running.resumed()).toMatchObject({ state: "succeeded" });
});

test.each([
  ["nothing makes anew", givenUnmanaged(), "shop/debug (nothing makes it anew)"],
  [
    "keeps data in an emptyDir",
    givenPodFacts({ volumes: [givenVolume()] }),
    "shop/web-5d4f8-abcde (emptyDir data)",
  ],
  [
    "outlived its DaemonSet",
    givenDaemonPod({ owner: { kind: "DaemonSet", name: "gone", uid: "1" } }),
    "kube-system/kube-proxy-x2x4q (its DaemonSet is gone)",
  ],
])("a pod that %s and that nobody approved stops it before anything is evicted", async (_what, pod, said) => {
  const { world, cluster } = givenWorld({ nodes: cordoned, pods: [givenDb(), pod] });
  await expect(drainNode.run(input, givenContext(cluster))).rejects.toThrow(
    `The approved plan does not cover what would be lost with ${said}.`,
  );
  expect(world.calls).toEqual([]);
});

test("what the plan said may be lost goes, also in another pod of the same workload", async () => {
  const pods = [givenUnmanaged(), givenPodFacts({ name: "web-5d4f8-later", volumes: [givenVolume()] })];
  const { world, cluster } = givenWorld({ nodes: cordoned, pods });
  const mayLose = { data: ["Deployment shop/web"], pods: ["Pod shop/debug"] };
  await drainNode.run({ ...input, mayLose }, givenContext(cluster));
  expect(world.calls).toHaveLength(2);
});

test("an uncordoned node is left alone", async () => {
  const { world, cluster } = givenWorld({ pods: [web] });
  await expect(drainNode.run(input, givenContext(cluster))).rejects.toThrow("w3 was uncordoned meanwhile");
  expect(world.calls).toEqual([]);
});

test("another node of the same name is neither drained nor taken for the one that was", async () => {
  const { world, cluster } = givenWorld({ nodes: cordoned, pods: [] });
  const other = { ...input, uid: "uid-of-before" };
  expect(await drainNode.done(other, givenContext(cluster))).toMatchObject({ goal: "failed" });
  await expect(drainNode.run(other, givenContext(cluster))).rejects.toThrow("w3 is another node");
  world.nodes.length = 0;
  await expect(drainNode.run(other, givenContext(cluster))).rejects.toThrow("w3 is not a node any more");
});

test("one eviction that fails does not keep the others from theirs", async () => {
  const both = [givenBudget(), givenBudget({ name: "all" })];
  const { world, cluster } = givenWorld({ nodes: cordoned, pods: [givenDb(), web], budgets: both });
  await expect(drainNode.run(input, givenContext(cluster))).rejects.toThrow("more than one budget");
  expect(world.calls).toEqual(["evict shop/web-5d4f8-abcde"]);
});

const bot = givenPodFacts({ namespace: "wheelhouse", name: "wheelhouse-6c7d8-bot" });
const self = { namespace: "wheelhouse", pod: bot.name };

test("the bot's own pod goes only when all others have gone", async () => {
  const { world, cluster, end } = givenWorld({ nodes: cordoned, pods: [bot, web], ends: false });
  await drainNode.run(input, givenContext(cluster, { self }));
  await drainNode.run(input, givenContext(cluster, { self }));
  expect(world.calls).toEqual(["evict shop/web-5d4f8-abcde"]);
  end(web.name);
  await drainNode.run(input, givenContext(cluster, { self }));
  expect(world.calls).toEqual(["evict shop/web-5d4f8-abcde", "evict wheelhouse/wheelhouse-6c7d8-bot"]);
});

test("the bot stays when the last node that would take it was cordoned meanwhile, and goes once there is one", async () => {
  const { world, cluster } = givenWorld({ nodes: cordoned, pods: [bot, web] });
  const setCordoned = (unschedulable: boolean) => {
    world.nodes[1] = givenNode({ name: "w4", unschedulable });
  };
  await drainNode.run(input, givenContext(cluster, { self }));
  setCordoned(true);
  await expect(drainNode.run(input, givenContext(cluster, { self }))).rejects.toMatchObject({
    name: "StepError",
    message: expect.stringContaining("no other node would take it any more (w4 is cordoned)"),
  });
  expect(world.calls).toEqual(["evict shop/web-5d4f8-abcde"]);

  setCordoned(false);
  await drainNode.run(input, givenContext(cluster, { self }));
  expect(world.calls.at(-1)).toBe("evict wheelhouse/wheelhouse-6c7d8-bot");
});

test("a bot that drained its own node finds the drain done where it comes back", async () => {
  const { world, cluster, end } = givenWorld({ nodes: cordoned, pods: [web, bot], ends: false });
  const store = openSqlite(":memory:");
  const first = await givenRunning(planned(), { cluster, steps: [drainNode], store, self: () => self });
  await first.hand.advance(minute);
  end(web.name);
  await first.hand.advance(minute);
  expect(world.calls.at(-1)).toBe("evict wheelhouse/wheelhouse-6c7d8-bot");
  const leaving = first.operations.stop(10_000);
  await first.hand.advance(minute);
  await leaving;

  const moved = { ...self, pod: "wheelhouse-6c7d8-next" };
  const second = givenOperations({
    clusters: [fenceable(cluster)],
    steps: [drainNode],
    store,
    self: () => moved,
    hand: first.hand,
  });
  await second.operations.start();
  await second.hand.advance(5_000);
  end(bot.name);
  expect(await second.ended(first.id)).toMatchObject({ state: "succeeded" });
  expect(world.calls).toHaveLength(2);
});

function planned() {
  return givenPlan([drainNode.with(input)]);
}
