import { expect, test } from "vitest";
import {
  givenCluster,
  givenContainer,
  givenCrashingPod,
  givenNode,
  givenPod,
  now,
  silent,
} from "../../given.ts";
import { ask, bigHome, rowsOf, tableOf, textsOf, unreachable, wellHome } from "../ask.ts";

test("pods in trouble come first", async () => {
  const pods = [givenPod({ name: "b" }), givenPod({ name: "a" }), givenCrashingPod({ name: "z" })];
  const { answer, faults } = await ask("pod list", givenCluster({ pods }));

  expect(answer.headline).toBe("home: 1 of 3 pods not well");
  expect(answer.buttons?.[1]).toEqual({
    ...{ label: "Why z", line: "doctor default/z --cluster=home", how: "thread" },
  });
  expect(rowsOf(answer, 3)).toEqual(["z | CrashLoopBackOff | 0/1", "a | Running | 1/1", "b | Running | 1/1"]);
  expect(faults).toEqual([]);
});

test.each([
  ["pod list default", "home: 1 pod in default, and it is well"],
  ["pod list kube-system", "home: 11 pods in kube-system, all well"],
  ["pod list kube-system --node=pi", "home: 2 pods in kube-system on pi-1, all well"],
  ["pod list kube-public", "home: no pods in kube-public"],
])("%s is answered in a sentence", async (line, headline) => {
  expect((await ask(line, givenCluster(wellHome()))).answer.headline).toBe(headline);
});

test("what only starts is counted, and turns nothing yellow", async () => {
  const starting = givenPod({
    ...{ name: "new", phase: "Pending", ready: false, readySince: now - 5_000, createdAt: now - 5_000 },
    containers: [givenContainer({ state: "waiting", reason: "ContainerCreating", ready: false })],
  });
  const { answer } = await ask("pod list", givenCluster({ pods: [givenPod(), starting] }));
  expect([answer.tone, answer.headline]).toEqual(["good", "home: 2 pods, 1 starting or ending"]);
  expect(answer.buttons?.map(({ label }) => label)).toEqual(["Refresh"]);
});

test("pods of a silent node are not well even if their phase says Running", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) => (node.name === "pi-1" ? { ...node, conditions: [silent()] } : node));
  const { answer } = await ask("pod list --unhealthy", givenCluster({ ...home, nodes }));
  expect(rowsOf(answer, 2)).toEqual(["cilium-pi-1 | NodeNotReady", "kube-proxy-pi-1 | NodeNotReady"]);
});

test.each([
  ["kube-sytem", "Did you mean kube-system?"],
  ["zzzzzz", "I know default, kube-node-lease, kube-public and kube-system."],
])("a namespace %s that does not exist is asked for again", async (namespace, hint) => {
  await expect(ask(`pod list ${namespace}`, givenCluster(wellHome()))).rejects.toMatchObject({
    name: "RefusedError",
    message: `I find nothing in a namespace ${namespace} on home.`,
    hint,
    choose: "namespace",
  });
});

test("a node that is not there is asked for again", async () => {
  const asked = ask("pod list --node=pi-7", givenCluster({ nodes: [givenNode({ name: "pi-1" })] }));
  await expect(asked).rejects.toMatchObject({ choose: "node" });
});

test("an unreachable cluster does not say that a namespace is not there", async () => {
  const { answer } = await ask("pod list kube-sytem", givenCluster({ reach: unreachable(undefined) }));
  expect(answer.headline).toBe("cannot reach home: certificate expired on 2026-11-20; never seen");
});

test("ten thousand pods fit a message, worst first and the rest counted", async () => {
  const { answer, message, faults } = await ask("pod list", givenCluster(bigHome()));

  expect(faults).toEqual([]);
  expect(tableOf(answer).rows).toHaveLength(10_000);
  expect(textsOf(message)).toContain("9975 more rows not shown");
});
