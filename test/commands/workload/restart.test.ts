import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import type { Workload } from "#src/kubernetes/objects.ts";
import { givenWorkload } from "../../given.ts";
import { givenPodFacts, givenRollout, givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

test("a restart tells how many pods are replaced, and in what order", async () => {
  const plan = await planOf("workload restart deployment/web -n shop", home());
  expect(plan).toMatchObject({
    target: "shop/web",
    risk: "change",
    title: "Restart Deployment shop/web",
    basis: { uid: "uid-web", strategy: "RollingUpdate" },
    impact: [
      "2 pods of Deployment shop/web are replaced by new ones of the same template; 2 ready now.",
      "RollingUpdate: a new one is ready before an old one ends.",
    ],
    warnings: [],
  });
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    'PATCH /apis/apps/v1/namespaces/shop/deployments/web metadata.uid=uid-web, spec.template.metadata.annotations["wheelhouse/restarted-by"]=<this operation>, spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"]=<its start>',
  ]);
});

test.each([
  "workload restart web",
  "workload restart shop/web",
  "workload restart deploy/web",
  "workload restart deployment.apps/web",
  "workload restart shop/deployment/web",
  "restart workload web",
  "rollout restart deployment/web",
  "rollout restart deployment web",
  "restart deployment web -n shop",
])("`%s` is understood", async (line) => {
  expect(await planOf(line, home())).toMatchObject({ title: "Restart Deployment shop/web" });
});

test.each<[string, Partial<Rollout>]>([
  ["Recreate: all old ones end before the first new one begins.", { strategy: "Recreate" }],
  ["RollingUpdate: at most 1 of them may be missing at a time.", { maxUnavailable: "1" }],
  ["One after the other, the highest number first", { kind: "StatefulSet" }],
  ["the old one of a node ends before its new one begins, at most 1 at a time.", { kind: "DaemonSet" }],
])("its order: %s", async (said, more) => {
  const { impact } = await planOf("workload restart web", home(more));
  expect(impact[1]).toContain(said);
});

test.each<[string, Partial<Rollout>]>([
  ["Recreate", { strategy: "Recreate" }],
  ["a StatefulSet of one", { kind: "StatefulSet", desired: 1 }],
  ["one replica that may be missing", { desired: 1, maxUnavailable: "1" }],
])("%s means that nothing runs in between", async (_what, more) => {
  expect((await planOf("workload restart web", home(more))).warnings).toEqual([
    "Nothing of it runs in between.",
  ]);
});

test("replicas that are not ready already are warned about", async () => {
  expect((await planOf("workload restart web", home({ ready: 1 }))).warnings).toEqual([
    "Only 1 of 2 are ready now; a restart that cannot get them ready stops halfway.",
  ]);
});

test("the bot says when it is the workload", async () => {
  const pod = givenPodFacts();
  const { warnings } = await planOf("workload restart web", home(), { namespace: "shop", pod: pod.name });
  expect(warnings).toEqual([expect.stringContaining("This is Wheelhouse itself")]);
});

test("a partition's pods are not counted among those that are replaced, and the card says what keeps them", async () => {
  const plan = await planOf("workload restart web", home({ kind: "StatefulSet", desired: 5, partition: 2 }));
  expect(plan.impact[0]).toBe(
    "3 pods of StatefulSet shop/web are replaced by new ones of the same template; 5 ready now.",
  );
  expect(plan.impact.at(-1)).toBe(
    "Its rollingUpdate.partition is 2: the 2 pods with the lowest numbers stay as they are until somebody lowers it.",
  );
  expect(plan.basis).toMatchObject({ partition: 2 });
});

test("a StatefulSet that may lack several at a time says so", async () => {
  const { impact } = await planOf("workload restart web", home({ kind: "StatefulSet", maxUnavailable: "2" }));
  expect(impact[1]).toBe("The highest numbers first, at most 2 of them missing at a time.");
});

test.each<[string, Partial<Rollout>, string]>([
  [
    "behind a partition as a whole",
    { kind: "StatefulSet", partition: 2 },
    "StatefulSet shop/web keeps all 2 pods as they are: its rollingUpdate.partition is 2.",
  ],
  ["paused", { paused: true }, "Deployment shop/web is paused, so nothing would happen."],
  ["OnDelete", { kind: "DaemonSet", strategy: "OnDelete" }, "DaemonSet shop/web is OnDelete"],
  ["scaled to 0", { desired: 0 }, "Deployment shop/web has no pods to restart: it is scaled to 0."],
])("one that is %s is refused", async (_what, more, said) => {
  await expect(planOf("workload restart web", home(more))).rejects.toThrow(said);
});

test.each<[Workload["kind"], string]>([
  ["Job", "Job shop/web runs once to its end; there is nothing to restart."],
  ["CronJob", "CronJob shop/web only starts Jobs when they are due."],
])("a %s is refused", async (kind, said) => {
  await expect(planOf("workload restart web", home({}, kind))).rejects.toThrow(said);
});

test("a name that is unknown or ambiguous is refused with what there is", async () => {
  await expect(planOf("workload restart wbe", home())).rejects.toMatchObject({
    message: "home has no workload wbe.",
    hint: "Did you mean shop/deployment/web?",
  });
  const { cluster } = givenWorld();
  const both = (["Deployment", "StatefulSet"] as const).map((kind) =>
    givenWorkload({ kind, namespace: "shop" }),
  );
  await expect(
    planOf("workload restart web", { ...cluster, workloads: async () => both }),
  ).rejects.toMatchObject({
    message: "web could be 2 workloads.",
    hint: "I know shop/deployment/web and shop/statefulset/web.",
  });
});

function home(more: Partial<Rollout> = {}, kind: Workload["kind"] = more.kind ?? "Deployment") {
  const { cluster } = givenWorld({ rollouts: [givenRollout(more)], pods: [givenPodFacts()] });
  return { ...cluster, workloads: async () => [givenWorkload({ kind, namespace: "shop" })] };
}
