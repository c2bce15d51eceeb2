import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { givenNode, minute, now, silent } from "../../given.ts";
import {
  givenBudget,
  givenDaemonPod,
  givenDb,
  givenMirror,
  givenPodFacts,
  givenUnmanaged,
  givenVolume,
  givenWorld,
} from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

test("a pod is deleted by its uid, and it is said what makes a new one", async () => {
  const pod = givenPodFacts();
  const plan = await planOf(
    `pod delete shop/${pod.name}`,
    home(pod, givenPodFacts({ name: "web-5d4f8-fghij" })),
  );
  expect(plan).toMatchObject({
    target: "shop/web-5d4f8-abcde",
    risk: "change",
    title: "Delete pod shop/web-5d4f8-abcde",
    basis: { uid: pod.uid, node: "w3", owner: "uid-web-5d4f8" },
    impact: [
      "It gets up to 30 s to end.",
      "Deployment shop/web makes a new one, with another name, on any node that fits.",
      "1 other pod of it is ready meanwhile.",
    ],
    warnings: [],
  });
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    `DELETE /api/v1/namespaces/shop/pods/web-5d4f8-abcde preconditions.uid=${pod.uid}`,
  ]);
});

test.each([
  ["StatefulSet shop/db makes it anew, with the same name", givenDb()],
  ["DaemonSet kube-system/kube-proxy makes a new one on w3.", givenDaemonPod()],
  [
    "CronJob shop/backup begins it anew",
    givenPodFacts({ owner: { kind: "Job", name: "backup-29396580", uid: "1" } }),
  ],
  [
    "Job shop/import keeps its result.",
    givenPodFacts({ phase: "Succeeded", owner: { kind: "Job", name: "import", uid: "1" } }),
  ],
  ["The data of its emptyDir volumes is deleted with it.", givenPodFacts({ volumes: [givenVolume()] })],
])("its impact: %s", async (said, pod) => {
  const { impact } = await planOf(`pod delete ${pod.name}`, home(pod));
  expect(impact.join("\n")).toContain(said);
});

test("a pod that nothing makes anew is destructive, unless it has finished", async () => {
  const running = await planOf("pod delete debug", home(givenUnmanaged()));
  expect(running.risk).toBe("destructive");
  expect(running.impact).toContain("Nothing makes it anew: it is gone for good.");
  expect((await planOf("pod delete debug", home(givenUnmanaged({ phase: "Failed" })))).risk).toBe("change");
});

const other = (more: Partial<PodFacts>) => givenPodFacts({ name: "web-77c9-fghij", ...more });

test.each<[string, PodFacts, boolean]>([
  [
    "of the template before",
    other({
      owner: { kind: "ReplicaSet", name: "web-77c9", uid: "1" },
      labels: { "pod-template-hash": "77c9" },
    }),
    false,
  ],
  ["that is not ready", other({ ready: false }), true],
  ["that is ending", other({ deletedAt: now }), true],
  ["of another namespace", other({ namespace: "test" }), true],
  ["of another workload", other({ owner: { kind: "ReplicaSet", name: "api-77c9", uid: "1" } }), true],
])("with one %s beside it, it is said whether nothing runs meanwhile", async (_what, beside, isAlone) => {
  const pod = givenPodFacts();
  const { impact, warnings } = await planOf(`pod delete shop/${pod.name}`, home(pod, beside));
  expect(impact.join("\n").includes("1 other pod of it is ready meanwhile.")).toBe(!isAlone);
  expect(warnings.join("\n").includes("No other pod of Deployment shop/web is ready")).toBe(isAlone);
});

test("of a pod that was not ready anyway nothing is missed", async () => {
  const pod = givenPodFacts({ ready: false });
  expect((await planOf(`pod delete shop/${pod.name}`, home(pod))).warnings).toEqual([]);
});

test("a static pod is refused, and how it is restarted is said", async () => {
  await expect(planOf("delete pod etcd-w3", home(givenMirror()))).rejects.toMatchObject({
    message: expect.stringContaining("kube-system/etcd-w3 is the API's image of a static pod"),
    hint: "On w3, moving its file out of /etc/kubernetes/manifests and back restarts it.",
  });
});

test("force is destructive, and warns of two that write", async () => {
  const plan = await planOf("pod delete db-0 -n shop --force", home(givenDb()));
  expect(plan).toMatchObject({
    risk: "destructive",
    warnings: [
      "w3 may still run it when its successor starts: two that write the same data.",
      "No other pod of StatefulSet shop/db is ready: nothing of it runs until the new one does.",
    ],
    steps: [{ input: { graceSeconds: 0 } }],
  });
});

test("a pod that is ending already is only deleted by force", async () => {
  const pod = givenDb({ deletedAt: now - 5 * minute });
  await expect(planOf("pod delete db-0", home(pod))).rejects.toThrow(
    "shop/db-0 has been ending for 5 min already.",
  );
  expect((await planOf("pod delete db-0 --force", home(pod))).risk).toBe("destructive");
});

test("a budget that is not asked, and a node that does not answer, are warned about", async () => {
  const { cluster } = givenWorld({
    nodes: [givenNode({ name: "w3", conditions: [silent()] })],
    pods: [givenDb()],
    budgets: [givenBudget()],
  });
  expect((await planOf("pod delete db-0", cluster)).warnings).toEqual([
    "Budget shop/db allows no disruption now, and a deletion does not ask it.",
    "w3 is not ready: nobody there ends the pod, so it stays Terminating. --force only takes its record away.",
    "No other pod of StatefulSet shop/db is ready: nothing of it runs until the new one does.",
  ]);
});

test("the bot says when it is the pod", async () => {
  const pod = givenPodFacts();
  const { warnings } = await planOf(`pod delete ${pod.name}`, home(pod), {
    namespace: "shop",
    pod: pod.name,
  });
  expect(warnings[0]).toContain("This is Wheelhouse itself");
});

function home(...pods: readonly PodFacts[]) {
  return givenWorld({ pods }).cluster;
}
