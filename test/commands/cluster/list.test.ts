import { expect, test } from "vitest";
import { givenCluster, givenNode, minute, now, silent } from "../../given.ts";
import { ask, linesOf, rowsOf, unreachable, wellHome } from "../ask.ts";

const well = givenCluster({ ...wellHome(), name: "cabin" });
const broken = givenCluster({ name: "lab", nodes: [givenNode({ conditions: [silent()] })] });
const gone = givenCluster({ ...wellHome(), name: "home", reach: unreachable(now - 9 * minute) });
const unread = givenCluster({ name: "new", reach: { state: "connecting", since: now } });

test("clusters are listed worst first", async () => {
  const { answer, faults } = await ask("cluster list", well, unread, broken, gone);

  expect(answer.headline).toBe("4 clusters, 1 well");
  expect(answer.tone).toBe("bad");
  expect(rowsOf(answer, 3)).toEqual([
    "lab | 1 problem | 0 of 1 node ready",
    "home | unreachable | last seen: 3 of 3 nodes ready",
    "new | still being read | 0 of 0 nodes ready",
    "cabin | healthy | 3 of 3 nodes ready",
  ]);
  expect(linesOf(answer, "")).toEqual([
    "lab has 1 problem: worker-1 has been NotReady for 4 min: Kubelet stopped posting node status; 0 of 1 node ready, 0 of 0 pods well",
    "cannot reach home: certificate expired on 2026-11-20; last seen 9 min ago",
  ]);
  expect(faults).toEqual([]);
});

test("a cluster whose etcd is down is not called well", async () => {
  const health = { ready: false, checks: [{ name: "etcd", ok: false }] };
  const { answer } = await ask("cluster list", givenCluster({ ...wellHome(), health }));
  expect([answer.headline, answer.tone]).toEqual(["1 cluster, 0 well", "bad"]);
  expect(rowsOf(answer, 2)).toEqual(["home | 1 problem"]);
});

test("one well cluster is all well", async () => {
  const { answer } = await ask("cluster list", well);
  expect([answer.headline, answer.tone]).toEqual(["1 cluster, all well", "good"]);
});

test("a cluster that is still being read is not called well", async () => {
  const { answer } = await ask("cluster list", well, unread);
  expect([answer.headline, answer.tone]).toEqual(["2 clusters, 1 well", "unknown"]);
});

test("thirty clusters fit a message", async () => {
  const [first, ...others] = Array.from({ length: 30 }, (_, at) =>
    givenCluster({ ...wellHome(), name: `c${at}` }),
  );
  expect((await ask("cluster list", first ?? well, ...others)).faults).toEqual([]);
});
