// What a step that misbehaves gets begun: nothing but what was approved, and nothing once it has returned.
import { expect, test } from "vitest";
import type { Call, Fence } from "#src/base/call.ts";
import { fencedCampaigns } from "#src/campaign/begin.ts";
import type { Course } from "#src/campaign/campaign.ts";
import { campaignCalls } from "#src/campaign/campaign-calls.ts";
import { covers } from "#src/operation/covers.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { handClock } from "../hand-clock.ts";
import { givenOperation } from "../operation/given.ts";
import { givenCourse, givenStage, noBounds } from "./given.ts";

const label = { at: "api", method: "PATCH", path: "/api/v1/nodes/<node>", body: { metadata: {} } } as const;
const course = givenCourse({ bounds: { ...noBounds, calls: [label] } });
const [first, second, third] = [givenStage("w1"), givenStage("w2", { gate: "ask" }), givenStage("w3")];

async function given(fence: Fence = only(campaignCalls(course))) {
  const store = openSqlite(":memory:");
  const operation = givenOperation();
  await store.operations.add({ next: operation, entries: [] });
  const campaigns = fencedCampaigns({ store, tell: async () => undefined, clock: handClock(0) });
  return { store, begin: campaigns.fenced(fence, operation.id).begin };
}

function only(calls: readonly Call[]): Fence {
  return (sent) => {
    if (!calls.some((shown) => covers(shown, sent))) throw new Error("it was refused");
  };
}

test("what was approved begins", async () => {
  const { store, begin } = await given();
  await begin(course);
  expect(await store.campaigns.list({})).toMatchObject([{ id: "ca-000001", course }]);
});

test.each<[string, Course]>([
  ["another title", { ...course, title: "Touch some" }],
  ["a stage about another node", { ...course, stages: [{ ...first, node: "w9" }, second, third] }],
  ["a stage that cannot be skipped", { ...course, stages: [{ ...first, needed: true }, second, third] }],
  [
    "a bound that leaves all else open",
    {
      ...course,
      bounds: {
        ...noBounds,
        calls: [{ ...label, body: { metadata: {}, "<all else>": "<as read>" } }],
      },
    },
  ],
])("what reads alike and is not the same is refused: %s", async (_, other) => {
  const { store, begin } = await given();
  await expect(begin(other)).rejects.toThrow("it was refused");
  expect(await store.campaigns.list({})).toEqual([]);
});

test("what is changed while the operation is looked up changes nothing", async () => {
  const { store, begin } = await given();
  const asked = structuredClone(course) as { title: string } & Course;
  const begun = begin(asked);
  asked.title = "Touch some";
  await begun;
  expect(await store.campaigns.list({})).toMatchObject([{ course: { title: "Touch all" } }]);
});

test("nothing begins once the step has returned, though it was let through before", async () => {
  let isOpen = true;
  const { store, begin } = await given(() => {
    if (!isOpen) throw new Error("it went on after its end");
  });
  const begun = begin(course);
  isOpen = false;
  await expect(begun).rejects.toThrow("it went on after its end");
  expect(await store.campaigns.list({})).toEqual([]);
});
