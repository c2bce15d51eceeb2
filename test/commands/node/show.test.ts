import { expect, test } from "vitest";
import {
  givenCluster,
  givenCondition,
  givenCrashingPod,
  givenEvent,
  givenNode,
  minute,
  now,
  ready,
  silent,
} from "../../given.ts";
import { ask, factOf, linesOf, rowsOf, unreachable, wellHome } from "../ask.ts";

test("a well node is told with its resources and pods", async () => {
  const { answer, faults } = await ask("node show pi-1", givenCluster(wellHome()));

  expect(answer.headline).toBe("pi-1 on home: Ready, 2 pods");
  expect(answer.tone).toBe("good");
  expect(factOf(answer, "CPU requested")).toBe("0.2/4 5%");
  expect(factOf(answer, "kube-proxy")).toBe("ready");
  expect(factOf(answer, "Not ready")).toBeUndefined();
  expect(faults).toEqual([]);
});

test("a name is a node's in capitals too, as a phone writes it", async () => {
  const { answer } = await ask("node show Pi-1", givenCluster(wellHome()));
  expect(answer.headline).toContain("pi-1 on home: Ready");
});

test("a silent node tells what the kubelet said last and since when, before anything else", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) => (node.name === "pi-1" ? { ...node, conditions: [silent()] } : node));
  const events = [
    givenEvent({
      object: { kind: "Node", name: "pi-1" },
      reason: "NodeNotReady",
      message: "Node pi-1 status is now: NodeNotReady",
    }),
  ];
  const { answer } = await ask("node show pi-1", givenCluster({ ...home, nodes, events }));
  const [facts] = answer.parts;

  expect(answer.headline).toBe("pi-1 on home: NotReady 4 min, 2 of 2 pods not well");
  expect(answer.tone).toBe("bad");
  expect(facts?.kind === "facts" && facts.facts[0]).toEqual([
    "Not ready",
    "🔴 for 4 min, since 2026-11-22 11:56 UTC: Kubelet stopped posting node status.",
  ]);
  expect(linesOf(answer, "Last events")).toEqual([
    "5 min ago NodeNotReady: Node pi-1 status is now: NodeNotReady",
  ]);
  expect(rowsOf(answer, 2)).toEqual(["cilium-pi-1 | NodeNotReady", "kube-proxy-pi-1 | NodeNotReady"]);
});

test("a node that never reported says so", async () => {
  const node = givenNode({ name: "new", createdAt: now - 3 * minute, conditions: [] });
  const { answer } = await ask("node show new", givenCluster({ nodes: [node] }));
  expect(factOf(answer, "Not ready")).toBe(
    "🔴 the kubelet has not reported in the 3 min since the node was made",
  );
});

test("of a silent node's conditions Ready is told first", async () => {
  const conditions = [givenCondition("DiskPressure", "Unknown"), silent()];
  const { answer } = await ask(
    "node show pi-1",
    givenCluster({ nodes: [givenNode({ name: "pi-1", conditions })] }),
  );
  expect(linesOf(answer, "Conditions").map((line) => line.split("=")[0])).toEqual([
    "pi-1: Ready",
    "pi-1: DiskPressure",
  ]);
});

test("problems elsewhere do not colour a well node", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) =>
    node.name === "pi-1" ? { ...node, conditions: [ready, givenCondition("DiskPressure", "True")] } : node,
  );
  const cluster = givenCluster({ ...home, nodes, pods: [...home.pods, givenCrashingPod({ node: "pi-1" })] });

  expect((await ask("node show cp-1", cluster)).answer.tone).toBe("good");
  expect((await ask("node show pi-1", cluster)).answer.tone).toBe("warning");
});

test("a node that lacks kube-proxy is not green above it", async () => {
  const home = wellHome();
  const pods = home.pods.filter(({ name }) => name !== "kube-proxy-pi-1");
  const { answer } = await ask("node show pi-1", givenCluster({ ...home, pods }));
  const said = "kube-proxy is missing on pi-1: Services do not work from there";

  expect(answer.tone).toBe("bad");
  expect(answer.headline).toBe(`pi-1 on home: Ready, 1 pod; 1 problem: ${said}`);
  expect(linesOf(answer, "Problems")).toEqual([`❗ ${said}`]);
});

test("nothing is said to be ready of what was last seen", async () => {
  const home = givenCluster({ ...wellHome(), reach: unreachable(now - minute) });
  const { answer } = await ask("node show pi-1", home);
  expect([answer.headline, answer.tone]).toEqual([expect.stringContaining("cannot reach home"), "bad"]);
  expect(factOf(answer, "kube-proxy")).toBe("last seen ready");
  expect(factOf(answer, "Last seen")).toBe("Ready, 2 pods");
});

test("the beginning of a name is enough when only one node begins so", async () => {
  const { answer } = await ask("node show work", givenCluster(wellHome()));
  expect(answer.headline).toBe("worker-1 on home: Ready, 4 pods");
});

test.each([
  ["pi-2", "home has no node pi-2.", "Did you mean pi-1?"],
  ["xyz", "home has no node xyz.", "I know cp-1, worker-1 and pi-1."],
])("a node %s that is not there is asked for again", async (name, message, hint) => {
  const asked = ask(`node show ${name}`, givenCluster(wellHome()));
  await expect(asked).rejects.toMatchObject({ name: "RefusedError", message, hint, choose: "node" });
});

test("while the cluster cannot be reached no node is said to be absent", async () => {
  const asked = ask("node show pi-1", givenCluster({ reach: unreachable(undefined) }));
  await expect(asked).rejects.toMatchObject({ name: "UnreachableError" });
});

test("what was last seen of a node is shown while the cluster cannot be reached", async () => {
  const nodes = [givenNode({ name: "pi-1", conditions: [silent()] })];
  const { answer, faults } = await ask(
    "node show pi-1",
    givenCluster({ nodes, reach: unreachable(now - minute) }),
  );
  expect(answer).toMatchObject({
    headline: "pi-1: cannot reach home: certificate expired on 2026-11-20; last seen 60 s ago",
    tone: "bad",
  });
  expect(faults).toEqual([]);
});

test("a cordoned node is not green, and offers to give it back", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) => (node.name === "pi-1" ? { ...node, unschedulable: true } : node));
  const { answer } = await ask("node show pi-1", givenCluster({ ...home, nodes }));
  expect(answer.tone).toBe("neutral");
  expect(answer.buttons?.map(({ label, how }) => [label, how])).toContainEqual(["node uncordon pi-1", "ask"]);
});
