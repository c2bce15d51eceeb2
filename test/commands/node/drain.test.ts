import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import type { PlanContext } from "#src/command/define.ts";
import { anywhere } from "#src/kubeadm/disruption/places.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { digestOf } from "#src/operation/plan.ts";
import { givenNode, silent } from "../../given.ts";
import {
  givenBudget,
  givenDaemonPod,
  givenDb,
  givenLocalVolume,
  givenMirror,
  givenPodFacts,
  givenRollout,
  givenUnmanaged,
  givenVolume,
  givenWorld,
} from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

const w3 = givenNode({ name: "w3" });
const w4 = givenNode({ name: "w4" });
const plane = { roles: ["control-plane"] };
const rollouts = [
  givenRollout(),
  givenRollout({ kind: "StatefulSet", name: "db", desired: 1 }),
  givenRollout({ kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" }),
];
const web = givenPodFacts();
const scratch = [givenVolume()];

test("a plan is a cordon and a drain, and tells with numbers what moves", async () => {
  const pods = [web, givenPodFacts({ name: "web-5d4f8-other" }), givenDb(), givenDaemonPod(), givenMirror()];
  const plan = await planOf("node drain w3", home({ pods }));
  expect(plan).toMatchObject({
    target: "w3",
    locks: ["cluster/home", "node/home/w3"],
    risk: "change",
    title: "Drain w3",
    basis: { uid: "uid-w3", risks: [] },
    warnings: [],
  });
  expect(plan.impact).toEqual([
    "3 pods have to leave w3: 2 of Deployment shop/web and StatefulSet shop/db.",
    "1 pod of DaemonSets and 1 static pod stay.",
    "Every replica of them runs here: down until started elsewhere.",
  ]);
  expect(plan.steps.map(({ step }) => step)).toEqual(["cordon-node", "drain-node"]);
  expect(plan.steps[1]?.calls.map(sayCall)).toEqual([
    "POST /api/v1/namespaces/<namespace>/pods/<pod>/eviction metadata.namespace=<namespace>, metadata.name=<pod>, deleteOptions.apiVersion=v1, deleteOptions.kind=DeleteOptions, deleteOptions.preconditions.uid=<its uid> – for every pod on w3 but static ones and those of DaemonSets",
  ]);
});

test("a pod more or less voids no approval, a node of the same name does", async () => {
  const line = "node drain w3";
  const digest = async (cluster: ClusterView) => digestOf("home", line, await planOf(line, cluster));
  const before = await digest(home({ pods: [web, givenDb()] }));
  expect(await digest(home({ pods: [web] }))).toBe(before);
  const other = home({ pods: [web], nodes: [givenNode({ name: "w3", uid: "another" }), w4] });
  expect(await digest(other)).not.toBe(before);
});

test("all that would be lost is refused at once, with the line that does it", async () => {
  const pods = [
    givenUnmanaged(),
    givenPodFacts({ volumes: scratch }),
    givenDaemonPod({ owner: { kind: "DaemonSet", name: "gone", uid: "1" } }),
  ];
  await expect(planOf("node drain w3", home({ pods }))).rejects.toMatchObject({
    message:
      "w3 was not drained: shop/debug would be gone for good, as nothing makes them anew (--force); kube-system/kube-proxy-x2x4q belong to a DaemonSet that is gone (--force); shop/web-5d4f8-abcde would lose the data of their emptyDir volumes (--delete-emptydir-data).",
    hint: "`node drain w3 --force --delete-emptydir-data` does it all the same.",
  });
});

test("with both flags it is destructive, and rests on exactly what would be lost", async () => {
  const pods = [givenUnmanaged(), givenPodFacts({ volumes: scratch })];
  const plan = await planOf("node drain w3 --force --delete-emptydir-data --grace 5", home({ pods }));
  expect(plan.risk).toBe("destructive");
  expect(plan.impact).toContain("The data of emptyDir volumes is deleted for good: shop/web-5d4f8-abcde.");
  expect(plan.impact).toContain("Deleted for good, as nothing makes them anew: shop/debug.");
  expect(plan.steps[1]).toMatchObject({
    input: { graceSeconds: 5, mayLose: { data: ["Deployment shop/web"], pods: ["Pod shop/debug"] } },
    equivalent: "kubectl drain w3 --ignore-daemonsets --delete-emptydir-data --force --grace-period=5",
  });
  const [call] = plan.steps[1]?.calls.map(sayCall) ?? [];
  expect(call).toContain("deleteOptions.gracePeriodSeconds=5");
  expect(call).toContain(
    "including the emptyDir data of Deployment shop/web, including Pod shop/debug, which nothing makes anew",
  );
});

test("the risk is what would be lost, not which flag was given", async () => {
  const harmless = await planOf("node drain w3 --force --delete-emptydir-data", home({ pods: [web] }));
  expect(harmless.risk).toBe("change");
  const nodes = [givenNode({ name: "w3", ...plane }), w4];
  const last = await planOf("node drain w3", home({ pods: [web], nodes }));
  expect(last.risk).toBe("destructive");
});

test("finished pods need no flag, and are told apart from those that move", async () => {
  const pods = [givenUnmanaged({ phase: "Succeeded", volumes: scratch })];
  const { impact } = await planOf("node drain w3", home({ pods }));
  expect(impact).toEqual([
    "No pod has to leave w3.",
    "1 finished pod deleted, with what it logged: shop/debug.",
  ]);
});

test.each([
  [
    "never",
    {},
    "allows none as long as its workload has no more pods, so the drain would wait 10 min and stop",
  ],
  ["not now", { expectedPods: 3, desiredHealthy: 2, currentHealthy: 2 }, "allows none now"],
])("a budget that allows it %s is warned about", async (_when, more, said) => {
  const { impact, warnings } = await planOf(
    "node drain w3",
    home({ pods: [givenDb()], budgets: [givenBudget(more)] }),
  );
  expect(warnings).toEqual([expect.stringContaining(`Budget shop/db (shop/db-0) ${said}`)]);
  expect(impact).toContain("Disruption budgets: shop/db allows 0 now, asked 1.");
});

test("a budget that comes to forbid the drain voids the approval", async () => {
  const before = await planOf("drain w3", home({ pods: [givenDb()] }));
  const after = await planOf("drain w3", home({ pods: [givenDb()], budgets: [givenBudget()] }));
  expect([before.basis, after.basis]).toMatchObject([{ risks: [] }, { risks: ["budget shop/db"] }]);
});

test("a pod that two budgets select is refused, with their names", async () => {
  const budgets = [givenBudget(), givenBudget({ name: "all" })];
  await expect(planOf("node drain w3", home({ pods: [givenDb()], budgets }))).rejects.toThrow(
    "More than one disruption budget selects shop/db-0 (shop/db and shop/all)",
  );
});

test("a volume that only this node reaches leaves its pod Pending", async () => {
  const pods = [givenDb({ volumes: [givenVolume({ kind: "persistentVolumeClaim", target: "data-db-0" })] })];
  const { warnings } = await planOf("node drain w3", home({ pods, volumes: [givenLocalVolume()] }));
  expect(warnings).toEqual([
    "Their volume can only be reached from w3, so they stay Pending until it is back: shop/db-0 (volume pv-1).",
  ]);
});

test("a pod that fits nowhere else is named", async () => {
  const pods = [givenDb({ requests: { cpu: 64 } })];
  expect((await planOf("node drain w3", home({ pods }))).warnings).toEqual([
    "Likely stay Pending, as their requests fit on none of the 1 other node: shop/db-0.",
  ]);
});

test("the last node that takes pods is warned about", async () => {
  const { warnings, basis } = await planOf("node drain w3", home({ pods: [web], nodes: [w3] }));
  expect(warnings).toEqual(["No other node takes pods: all of them stay Pending until w3 is uncordoned."]);
  expect(basis).toMatchObject({ risks: ["no other node"] });
});

test("the last control plane is warned about, and what becomes of etcd without it", async () => {
  const nodes = [givenNode({ name: "w3", ...plane }), w4];
  const { warnings, basis } = await planOf("node drain w3", home({ pods: [givenMirror(), web], nodes }));
  expect(warnings).toEqual([
    "w3 is the last control plane. Its static pods go on under a drain; once the machine stops, there is no API server.",
    "etcd: 1 of 1 member ready, and a drain stops none. Without w3, 0 would be left: too few, the quorum is 1: the API would stop.",
  ]);
  expect(basis).toMatchObject({ risks: ["last control plane"] });
});

test("one of three control planes leaves a quorum", async () => {
  const names = ["w3", "cp-2", "cp-3"];
  const nodes = [...names.map((name) => givenNode({ name, ...plane })), w4];
  const pods = [web, ...names.map((node) => givenMirror({ name: `etcd-${node}`, uid: node, node }))];
  const { warnings, basis } = await planOf("node drain w3", home({ pods, nodes }));
  expect(warnings).toEqual([
    "w3 is a control plane; its static pods go on under a drain. 2 other control planes ready.",
    "etcd: 3 of 3 members ready, and a drain stops none. Without w3, 2 would be left: enough.",
  ]);
  expect(basis).toMatchObject({ risks: ["control plane"] });
});

test("both CoreDNS pods on one node are warned about", async () => {
  const dns = ["a", "b"].map((name) => givenPodFacts({ name, uid: name, labels: { "k8s-app": "kube-dns" } }));
  const { warnings } = await planOf("node drain w3", home({ pods: dns }));
  expect(warnings).toEqual([
    "All 2 CoreDNS pods run on w3: names are not resolved until one is ready elsewhere.",
  ]);
});

test("a node that is not ready will hardly be drained", async () => {
  const nodes = [givenNode({ name: "w3", conditions: [silent()] }), w4];
  const { warnings } = await planOf("node drain w3", home({ pods: [web], nodes }));
  expect(warnings).toEqual([expect.stringContaining("w3 is not ready: nobody there ends pods")]);
});

test("a pod that may take longer than the drain is named, unless a grace is given", async () => {
  const pods = [givenDb({ graceSeconds: 3_600 })];
  expect((await planOf("node drain w3", home({ pods }))).warnings).toEqual([
    "May take longer to end than the 10 min after which the drain stops: shop/db-0 (60 min).",
  ]);
  expect((await planOf("node drain w3 --grace=30", home({ pods }))).warnings).toEqual([]);
});

const self: PlanContext["self"] = { namespace: "shop", pod: web.name };

test("the bot says when it runs there itself", async () => {
  const { warnings, basis } = await planOf("node drain w3", home({ pods: [web] }), self);
  expect(warnings).toEqual([expect.stringContaining("Wheelhouse itself runs on w3. Its pod goes last")]);
  expect(basis).toMatchObject({ risks: ["Wheelhouse itself"] });
});

test("the bot does not drain its own node where what leaves with it takes the room that it needs", async () => {
  const memory = (allocatable: number) => ({ cpu: 4, memory: allocatable, pods: 110 });
  const pods = [
    givenDb({ name: "big", uid: "u-big", requests: { memory: 3.9 * 1024 ** 3 } }),
    givenDb({ name: web.name, uid: "u-self", requests: { memory: 0.2 * 1024 ** 3 } }),
  ];
  const nodes = [w3, givenNode({ name: "w4", allocatable: memory(4 * 1024 ** 3) })];
  await expect(planOf("node drain w3", home({ pods, nodes }), self)).rejects.toThrow(
    "what leaves with it takes the room",
  );
});

test("the bot does not drain the only node that it can run on", async () => {
  await expect(planOf("node drain w3", home({ pods: [web], nodes: [w3] }), self)).rejects.toThrow(
    "Wheelhouse itself runs on w3, and no other node would take it (there is none): it would not come back.",
  );
});

const controlPlaneTaint = { key: "node-role.kubernetes.io/control-plane", value: "", effect: "NoSchedule" };
const taintedPlane = givenNode({ name: "cp1", ...plane, taints: [controlPlaneTaint] });

test.each<readonly [string, ReturnType<typeof givenNode>, Partial<PodFacts>, string]>([
  [
    "is a tainted control plane",
    taintedPlane,
    {},
    "cp1 has the taint node-role.kubernetes.io/control-plane:NoSchedule, which it does not tolerate",
  ],
  ["is cordoned", givenNode({ name: "w4", unschedulable: true }), {}, "w4 is cordoned"],
  ["is not ready", givenNode({ name: "w4", conditions: [silent()] }), {}, "w4 is not ready"],
  [
    "is not what it selects",
    w4,
    { placement: { ...anywhere, nodeSelector: { "kubernetes.io/arch": "arm64" } } },
    "w4 is not what its selector or affinity asks for",
  ],
  ["has no room", w4, { requests: { cpu: 64 } }, "w4 has no room for it"],
  [
    "does not reach its volume",
    w4,
    { volumes: [givenVolume({ kind: "persistentVolumeClaim", target: "data-db-0" })] },
    "w4 does not reach its volume",
  ],
])("the bot does not drain its own node where the other one %s", async (_what, other, more, why) => {
  const pods = [givenDb({ ...more, name: web.name })];
  const cluster = home({ pods, nodes: [w3, other], volumes: [givenLocalVolume()], rollouts: [] });
  await expect(planOf("node drain w3", cluster, self)).rejects.toMatchObject({
    name: "RefusedError",
    message: `Wheelhouse itself runs on w3, and no other node would take it (${why}): it would not come back.`,
  });
});

test("of a label that the bot's own pod selects, other nodes are asked", async () => {
  const ssd = { disk: "ssd" };
  const wishes = [
    { ...anywhere, nodeSelector: ssd },
    {
      ...anywhere,
      nodeAffinity: [
        { matchExpressions: [{ key: "disk", operator: "In", values: ["ssd"] }], matchFields: [] },
      ],
    },
  ];
  for (const placement of wishes) {
    const pods = [givenDb({ name: web.name, placement })];
    const only = home({ pods, rollouts: [], labels: { w3: ssd } });
    await expect(planOf("node drain w3", only, self)).rejects.toThrow(
      "no other node would take it (w4 is not what its selector or affinity asks for)",
    );
    const both = home({ pods, rollouts: [], labels: { w3: ssd, w4: ssd } });
    expect((await planOf("node drain w3", both, self)).basis).toMatchObject({ risks: ["Wheelhouse itself"] });
  }
});

test("of a label that the bot's volume asks for, other nodes are asked", async () => {
  const claim = givenVolume({ kind: "persistentVolumeClaim", target: "data-db-0" });
  const there = [{ matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }], matchFields: [] }];
  const given = {
    pods: [givenDb({ name: web.name, volumes: [claim] })],
    volumes: [givenLocalVolume({ kind: "csi", nodeAffinity: there })],
    rollouts: [],
  };
  const apart = home({ ...given, labels: { w3: { zone: "a" }, w4: { zone: "b" } } });
  await expect(planOf("node drain w3", apart, self)).rejects.toThrow("w4 does not reach its volume");
  const together = home({ ...given, labels: { w3: { zone: "a" }, w4: { zone: "a" } } });
  expect((await planOf("node drain w3", together, self)).basis).toMatchObject({
    risks: ["Wheelhouse itself"],
  });
});

test.each(["node drain w3", "node drain w3 --force"])(
  "a bot in a pod that nothing makes anew is not drained from its node: %s",
  async (line) => {
    const pods = [givenUnmanaged({ name: web.name, namespace: "shop" })];
    await expect(planOf(line, home({ pods }), self)).rejects.toThrow(
      "Wheelhouse itself runs on w3, in a pod that nothing makes anew: it would not come back.",
    );
  },
);

test("a bot that tolerates the control plane's taint finds its place there", async () => {
  const tolerations = [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }];
  const pods = [givenDb({ name: web.name, placement: { ...anywhere, tolerations } })];
  const cluster = home({ pods, nodes: [w3, taintedPlane], rollouts: [] });
  expect((await planOf("node drain w3", cluster, self)).basis).toMatchObject({
    risks: ["Wheelhouse itself"],
  });
});

test("an approval is void once the last node that would take the pods is cordoned", async () => {
  const third = givenNode({ name: "w5" });
  const nodesThen = [w3, w4, third, taintedPlane];
  const before = await planOf("node drain w3", home({ pods: [web], nodes: nodesThen }));
  const oneLess = [w3, givenNode({ name: "w4", unschedulable: true }), third, taintedPlane];
  const still = await planOf("node drain w3", home({ pods: [web], nodes: oneLess }));
  const none = [w3, givenNode({ name: "w4", unschedulable: true }), taintedPlane];
  const after = await planOf("node drain w3", home({ pods: [web], nodes: none }));

  expect(still.basis).toEqual(before.basis);
  expect(after.basis).toMatchObject({ risks: ["no other node"] });
  expect(after.warnings).toEqual([
    "Stay Pending, as selectors or taints keep them off the 1 other node that could take pods: shop/web-5d4f8-abcde.",
  ]);
});

test("an approval is void once no node takes one of the workloads any more", async () => {
  const arm = { ...anywhere, nodeSelector: { "kubernetes.io/arch": "arm64" } };
  const pods = [
    web,
    givenDb({ name: "cam-0", owner: { kind: "StatefulSet", name: "cam", uid: "1" }, placement: arm }),
  ];
  const pi = givenNode({ name: "pi-1", arch: "arm64" });
  const before = await planOf("node drain w3", home({ pods, nodes: [w3, w4, pi] }));
  const after = await planOf(
    "node drain w3",
    home({ pods, nodes: [w3, w4, { ...pi, unschedulable: true }] }),
  );
  expect([before.basis, after.basis]).toMatchObject([
    { risks: [] },
    { risks: ["no place for StatefulSet shop/cam"] },
  ]);
});

test("a node that is drained already, or not there, is not proposed", async () => {
  const nodes = [givenNode({ name: "w3", unschedulable: true }), w4];
  await expect(planOf("node drain w3", home({ pods: [givenDaemonPod()], nodes }))).rejects.toMatchObject({
    message: "w3 is drained already.",
    hint: "node uncordon w3",
  });
  await expect(planOf("node drain w9", home({}))).rejects.toThrow("home has no node w9.");
});

function home(given: Parameters<typeof givenWorld>[0]): ClusterView {
  return givenWorld({ nodes: [w3, w4], rollouts, ...given }).cluster;
}
