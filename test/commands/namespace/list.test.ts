import { expect, test } from "vitest";
import type { Namespace } from "#src/kubernetes/read/namespaces.ts";
import { day, givenCluster, givenPod, hour, minute, now } from "../../given.ts";
import { ask, rowsOf, unreachable } from "../ask.ts";

const remaining = {
  type: "NamespaceFinalizersRemaining",
  message:
    "Some content in the namespace has finalizers remaining: example.com/guard in 1 resource instances",
};

test("namespaces are shown with their pods, status, age and pod security", async () => {
  const cluster = givenCluster({
    namespaces: [given("default"), given("shop", { podSecurity: "restricted", createdAt: now - 2 * day })],
    pods: [givenPod({ namespace: "shop", name: "a" }), givenPod({ namespace: "shop", name: "b" })],
  });
  const { answer, faults } = await ask("ns", cluster);

  expect([answer.headline, answer.tone]).toEqual(["home: 2 namespaces", "good"]);
  expect(rowsOf(answer, 6)).toEqual([
    "default | 0 | Active | 30 d |  | ",
    "shop | 2 | Active | 2 d | restricted | ",
  ]);
  expect(faults).toEqual([]);
});

test("one that hangs in its deletion comes first and says what holds it", async () => {
  const gone = given("gone", { phase: "Terminating", deletedAt: now - 3 * hour, held: [remaining] });
  const { answer } = await ask("namespace list", givenCluster({ namespaces: [given("default"), gone] }));

  expect([answer.headline, answer.tone]).toEqual([
    "home: 2 namespaces, 1 of 1 terminating held up",
    "warning",
  ]);
  expect(rowsOf(answer, 6)[0]).toBe(`gone | 0 | Terminating for 3 h | 30 d |  | ${remaining.message}`);
});

test("one that is about to go is no trouble yet", async () => {
  const going = given("going", { phase: "Terminating", deletedAt: now - minute, held: [remaining] });
  const { answer } = await ask("namespace list", givenCluster({ namespaces: [given("default"), going] }));

  expect([answer.headline, answer.tone]).toEqual(["home: 2 namespaces, 1 terminating", "good"]);
  expect(rowsOf(answer, 1)).toEqual(["going", "default"]);
});

test("words of others stay words, and a thousand namespaces fit a message", async () => {
  const hostile = { ...remaining, message: `<!channel> *x* ${"y".repeat(5_000)}\n\u202e` };
  const namespaces = Array.from({ length: 1_000 }, (_, at) =>
    given(`${"n".repeat(50)}${at}`, { phase: "Terminating", deletedAt: now - hour, held: [hostile] }),
  );

  expect((await ask("namespace list", givenCluster({ namespaces }))).faults).toEqual([]);
});

test("without an API server there is no list", async () => {
  await expect(ask("namespace list", givenCluster({ reach: unreachable(now) }))).rejects.toMatchObject({
    name: "UnreachableError",
  });
});

function given(name: string, more: Partial<Namespace> = {}): Namespace {
  const createdAt = now - 30 * day;
  return {
    name,
    createdAt,
    deletedAt: undefined,
    phase: "Active",
    labels: {},
    podSecurity: "",
    held: [],
    ...more,
  };
}
