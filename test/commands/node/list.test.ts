import { expect, test } from "vitest";
import { givenCluster, givenNode, minute, now, silent } from "../../given.ts";
import { ask, bigHome, factOf, hostile, rowsOf, tableOf, unreachable, wellHome } from "../ask.ts";

test("nodes are listed worst first, then the control plane", async () => {
  const home = wellHome();
  const nodes = [
    ...home.nodes,
    givenNode({ name: "pi-9", unschedulable: true }),
    givenNode({ name: "pi-10", conditions: [silent()] }),
  ];
  const { answer, faults } = await ask("node list", givenCluster({ ...home, nodes }));

  expect(answer.headline).toContain("home: 4 of 5 nodes ready; 3 problems, first pi-10 has been NotReady");
  expect(answer.tone).toBe("bad");
  expect(rowsOf(answer, 3)).toEqual([
    "pi-10 | NotReady 4 min | worker",
    "pi-9 | Ready, cordoned | worker",
    "cp-1 | Ready | control-plane",
    "pi-1 | Ready | worker",
    "worker-1 | Ready | worker",
  ]);
  expect(faults).toEqual([]);
});

test("what is wrong with a node has the button that helps, and a cordoned one is not green", async () => {
  const home = wellHome();
  const cordoned = [...home.nodes, givenNode({ name: "pi-9", unschedulable: true })];
  const { answer } = await ask("node list", givenCluster({ ...home, nodes: cordoned }));
  expect(answer.tone).not.toBe("good");
  expect(answer.buttons?.map(({ line }) => line)).toContain("node uncordon pi-9 --cluster=home");

  const silently = [...home.nodes, givenNode({ name: "pi-10", conditions: [silent()] })];
  const other = await ask("node list", givenCluster({ ...home, nodes: silently }));
  expect(other.answer.buttons?.some(({ line }) => /pi-10/.test(line))).toBe(true);
});

test("an unreachable cluster that was never seen has no rows and says why", async () => {
  const { answer } = await ask("node list", givenCluster({ reach: unreachable(undefined) }));
  expect(answer.headline).toBe("cannot reach home: certificate expired on 2026-11-20; never seen");
  expect(tableOf(answer).rows).toEqual([]);
});

test("what was last seen of an unreachable cluster is shown with its age", async () => {
  const { answer } = await ask(
    "node list",
    givenCluster({ ...wellHome(), reach: unreachable(now - 9 * minute) }),
  );
  expect(rowsOf(answer, 2)).toEqual([
    "cp-1 | last seen Ready",
    "pi-1 | last seen Ready",
    "worker-1 | last seen Ready",
  ]);
  expect(answer.tone).toBe("bad");
  expect(answer.freshness?.words).toBe("last seen 9 min ago");
});

test("nodes that are all well are green, and one that lacks kube-proxy is not", async () => {
  const home = wellHome();
  expect((await ask("node list", givenCluster(home))).answer).toMatchObject({
    tone: "good",
    headline: "home: 3 of 3 nodes ready",
  });
  const pods = home.pods.filter(({ name }) => name !== "kube-proxy-pi-1");
  expect((await ask("node list", givenCluster({ ...home, pods }))).answer).toMatchObject({
    tone: "bad",
    headline: expect.stringContaining("1 problem: kube-proxy is missing on pi-1"),
  });
});

test("GPUs push no column out of sight, and hidden characters are gone", async () => {
  const allocatable = { cpu: 8, memory: 2 ** 34, "nvidia.com/gpu": 2 };
  const { answer, faults } = await ask(
    "node list",
    givenCluster({ nodes: [givenNode({ osImage: hostile, allocatable })] }),
  );
  expect(tableOf(answer).columns.map(({ title }) => title)).not.toContain("nvidia.com/gpu");
  expect(factOf(answer, "nvidia.com/gpu")).toBe("requested 0 of 2 on worker-1");
  expect([faults, factOf(answer, "x")]).toEqual([[], undefined]);
});

test("a thousand nodes fit a message", async () => {
  expect((await ask("node list", givenCluster(bigHome()))).faults).toEqual([]);
});
