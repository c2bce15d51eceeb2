import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { parseLine } from "#src/command/parse.ts";
import { proxyTrial } from "#src/kubeadm/marks.ts";
import { givenNode, silent } from "../../given.ts";
import { givenConfigMap, givenProxyPod } from "../../kubeadm/kube-proxy/template.ts";
import { commands, planOf } from "../ask.ts";
import { home, threeNodes } from "./given.ts";

test("everywhere it is a rollout, with what it means for Services", async () => {
  const plan = await planOf("kube-proxy restart", home());
  expect(plan).toMatchObject({
    target: "kube-proxy",
    title: "Restart kube-proxy",
    impact: [
      "kube-proxy is replaced on 3 nodes, at most 1 at a time.",
      "Connections go on, and Services answer as before; new Services and endpoints take effect on a node some seconds late.",
    ],
    warnings: [],
  });
  expect(plan.steps.map(({ title }) => title)).toEqual([
    "Restart DaemonSet kube-system/kube-proxy",
    "See kube-proxy work in iptables mode on every node",
  ]);
});

test.each([
  ["as written", givenConfigMap("ipvs"), ["restart-workload", "see-kube-proxy-mode"]],
  ["the default where none is", givenConfigMap('""'), ["restart-workload", "see-kube-proxy-mode"]],
  ["unknown without a configuration", givenConfigMap("", { data: {} }), ["restart-workload"]],
])("every node is seen to work in the mode, %s", async (_what, configMap, steps) => {
  const plan = await planOf("kube-proxy restart", home({ configMap }));
  expect(plan.steps.map(({ step }) => step)).toEqual(steps);
});

test("on one node it is that pod and no other", async () => {
  const plan = await planOf("kube-proxy restart --node pi-1", home());
  expect(plan).toMatchObject({ target: "pi-1", basis: { uid: "uid-kube-proxy-pi-1" } });
  expect(plan.steps.map(({ calls }) => calls.map(sayCall))).toEqual([
    [
      "DELETE /api/v1/namespaces/kube-system/pods/kube-proxy-pi-1 preconditions.uid=uid-kube-proxy-pi-1",
      "GET /api/v1/namespaces/kube-system/pods/<its new one>/log – must say that it has started",
    ],
  ]);
});

test.each(["kube-proxy restart", "kube-proxy restart pi-1"])(
  "%s warns where a mode was tried and the trial never ended",
  async (line) => {
    const annotations = { [proxyTrial]: "operation=op-7k3m9x&node=pi-1&pod=u&at=1" };
    const plan = await planOf(line, home({ configMap: givenConfigMap("nftables", { annotations }) }));
    expect(plan.warnings).toEqual([
      expect.stringContaining(
        "says nftables, which op-7k3m9x tried on pi-1; any kube-proxy that starts takes it",
      ),
    ]);
  },
);

test.each<[string, Parameters<typeof home>[0], string]>([
  ["kube-proxy restart --node pi-1", { proxies: [] }, "pi-1 has no pod of kube-proxy to restart"],
  [
    "kube-proxy restart --node off",
    {
      nodes: [givenNode({ name: "off", conditions: [silent()] })],
      proxies: [givenProxyPod("off")],
    },
    "off does not answer",
  ],
  ["kube-proxy restart --node w9", {}, "has no node w9"],
  [
    "kube-proxy restart",
    { nodes: [...threeNodes, givenNode({ name: "off", conditions: [silent()] })] },
    "off does not answer",
  ],
])("%s is refused: %#", async (line, given, words) => {
  await expect(planOf(line, home(given))).rejects.toThrow(words);
});

test("a node that is away is waited for only where no other may be", async () => {
  const nodes = [...threeNodes, givenNode({ name: "off", conditions: [silent()] })];
  await expect(
    planOf("kube-proxy restart", home({ nodes, rollout: { maxUnavailable: "50%" } })),
  ).resolves.toBeDefined();
});

test.each([
  "restart kube-proxy",
  "kube-proxy restart",
  "kubeproxy restart",
  "proxy restart",
  "restart kubeproxy",
  "restart proxy",
  "Kube-Proxy restart",
])("people type %s", (line) => {
  const parsed = parseLine(commands, line);
  expect(parsed.kind).toBe("complete");
  expect(parsed.kind === "complete" && parsed.command.path).toEqual(["kube-proxy", "restart"]);
});
