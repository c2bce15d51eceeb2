import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { hour, now } from "../../given.ts";
import { givenPodFacts, givenUnmanaged, givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

const failed = (more: Partial<PodFacts> = {}) =>
  givenPodFacts({ name: "web-old", phase: "Failed", ready: false, createdAt: now - hour, ...more });
const evicted = (more: Partial<PodFacts> = {}) => failed({ reason: "Evicted", ...more });
const job = { kind: "Job", name: "import", uid: "uid-import" };
const successor = givenPodFacts({ name: "web-new", createdAt: now });

test("evicted pods are deleted, each by its uid", async () => {
  const plan = await planOf("pod clean shop", home(evicted(), successor));
  expect(plan).toMatchObject({
    target: "shop",
    risk: "change",
    title: "Clean up 1 failed pod in shop",
    basis: ["uid-web-old"],
    impact: [
      "1 pod that a node evicted.",
      "Their records and logs are deleted. Nothing that runs is touched.",
    ],
    warnings: [],
  });
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    "DELETE /api/v1/namespaces/shop/pods/web-old preconditions.uid=uid-web-old",
  ]);
});

test.each<[string, boolean, readonly PodFacts[]]>([
  ["an evicted pod that nothing has followed", true, [evicted()]],
  ["a failed pod with a healthy successor", true, [failed(), successor]],
  ["a failed pod whose successor is not ready", false, [failed(), { ...successor, ready: false }]],
  ["a failed pod with an older sibling only", false, [failed(), { ...successor, createdAt: now - 2 * hour }]],
  [
    "a failed pod beside a healthy one of another workload",
    false,
    [failed(), { ...successor, owner: { kind: "ReplicaSet", name: "api-1", uid: "1" } }],
  ],
  [
    "a failed pod beside a healthy one of another namespace",
    false,
    [failed(), { ...successor, namespace: "test" }],
  ],
  ["a Job's last failure", false, [failed({ owner: job })]],
  ["a Job's last failure, evicted", false, [evicted({ owner: job })]],
  [
    "a Job's failure with a later try",
    true,
    [failed({ owner: job }), failed({ name: "web-last", owner: job, createdAt: now })],
  ],
  ["a failed pod that nobody controls", false, [failed({ owner: undefined })]],
  ["a pod that is ending already", false, [evicted({ deletedAt: now })]],
  ["a pod that has succeeded", false, [evicted({ phase: "Succeeded" })]],
])("%s: over for good is %s", async (_what, isOver, pods) => {
  const plan = planOf("pod clean", home(...pods));
  if (isOver) expect((await plan).basis).toEqual(["uid-web-old"]);
  else await expect(plan).rejects.toThrow(/none is over for good|no failed pod in home/);
});

test("only the namespace that was named is cleaned, and what stays is counted", async () => {
  const elsewhere = evicted({ name: "other", namespace: "test" });
  const { basis, impact } = await planOf(
    "pod clean shop",
    home(evicted(), failed({ name: "last", owner: job }), elsewhere),
  );
  expect(basis).toEqual(["uid-web-old"]);
  expect(impact).toContain("1 failed pod stays: nothing has followed, or it is a Job's last.");
});

test("what nothing makes anew is warned about", async () => {
  const { warnings } = await planOf(
    "pod clean",
    home(givenUnmanaged({ phase: "Failed", reason: "Evicted" })),
  );
  expect(warnings).toEqual([expect.stringContaining("Nothing makes shop/debug anew")]);
});

test("thirty go at a time, those first that ended first", async () => {
  const many = Array.from({ length: 40 }, (_, at) =>
    evicted({ name: `web-${at}`, uid: `${at}`, endedAt: now - at }),
  );
  const { basis, impact } = await planOf("pod clean", home(...many));
  expect(basis).toEqual(Array.from({ length: 30 }, (_, at) => `${39 - at}`));
  expect(impact).toContain("10 more are over: ask again afterwards.");
});

function home(...pods: readonly PodFacts[]) {
  return givenWorld({ pods }).cluster;
}
