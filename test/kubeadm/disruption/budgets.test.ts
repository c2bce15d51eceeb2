import { expect, test } from "vitest";
import { contested, forecast } from "#src/kubeadm/disruption/budgets.ts";
import { givenBudget, givenDb, givenPodFacts } from "./given.ts";

const three = [1, 2, 3].map((at) => givenDb({ name: `db-${at}`, uid: `${at}` }));
const sick = givenDb({ ready: false });

test.each([
  ["never", "it wants all there are", [givenDb()], {}],
  ["never", "maxUnavailable is 0", three, { desiredHealthy: 3, currentHealthy: 3, expectedPods: 3 }],
  ["never", "its controller found nothing to count", [givenDb()], { desiredHealthy: 0, expectedPods: 0 }],
  ["waits", "too few are healthy", three, { desiredHealthy: 2, currentHealthy: 2, expectedPods: 3 }],
  ["in turns", "fewer may go than have to", three, { disruptionsAllowed: 1, expectedPods: 3 }],
  ["free", "all may go", three, { disruptionsAllowed: 3, expectedPods: 4 }],
  ["waits", "a sick pod still counts", [sick], { desiredHealthy: 2, currentHealthy: 1, expectedPods: 3 }],
] as const)("the outlook is %s when %s", (outlook, _why, pods, more) => {
  expect(forecast(pods, [givenBudget(more)])).toMatchObject([{ outlook, pods }]);
});

test.each([
  ["of another namespace", givenBudget({ namespace: "media" }), givenDb()],
  ["for other labels", givenBudget(), givenPodFacts()],
  ["without a selector", givenBudget({ selector: undefined }), givenDb()],
  ["about a pod that does not run", givenBudget(), givenDb({ phase: "Pending" })],
  ["about a pod that has finished", givenBudget(), givenDb({ phase: "Succeeded" })],
  ["about a pod that is being deleted", givenBudget(), givenDb({ deletedAt: 1 })],
  ["with enough healthy pods, about a sick one", givenBudget({ desiredHealthy: 1, currentHealthy: 1 }), sick],
  [
    "that lets every sick pod go",
    givenBudget({ currentHealthy: 0, unhealthyPodEvictionPolicy: "AlwaysAllow" }),
    sick,
  ],
])("a budget %s has no word", (_which, budget, pod) => {
  expect(forecast([pod], [budget])).toEqual([]);
});

test("a pod that two budgets select is contested, and only such a pod", () => {
  const [one, other] = [
    givenBudget(),
    givenBudget({ name: "all", selector: { matchLabels: {}, matchExpressions: [] } }),
  ];
  const found = contested([givenDb(), givenPodFacts()], [one, other]);
  expect(found).toMatchObject([{ pod: { name: "db-0" }, budgets: [{ name: "db" }, { name: "all" }] }]);
});
