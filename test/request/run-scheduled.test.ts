// A schedule is a viewer that nobody can ask back: what it types, what it may not, and where its answers go.
import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import type { Answer } from "#src/card/answer.ts";
import { runScheduled } from "#src/request/run-scheduled.ts";
import { grantedTo, wrongSchedules } from "#src/request/schedule-line.ts";
import { actorOf, type Schedule } from "#src/schedule/schedule.ts";
import type { Request } from "#src/slack/chat.ts";
import { givenBot } from "../given-bot.ts";

function given(more: Partial<Schedule>): Schedule {
  return { name: "morning", at: "0 8 * * *", zone: "UTC", channel: "C0OPS", mayPropose: false, ...more };
}

async function run(more: Partial<Schedule>, { lateMs = 0, away = false } = {}) {
  const schedule = given(more);
  const all = await givenBot({ access: { admin: ["U0BOSS"], operator: ["*"] } });
  const { parts, clock, people } = all;
  people.set(actorOf(schedule), {
    ...{ id: actorOf(schedule), standing: "member", groups: [], granted: grantedTo(schedule) },
  });
  const said: [Request, Answer][] = [];
  const chat = {
    ...parts.chat,
    person: (id: string) => parts.chat.person(id, { fresh: true }),
    answer: async (request: Request, answer: Answer) => {
      if (away) throw new UnreachableError("Slack does not answer.");
      said.push([request, answer]);
    },
  };
  const outcome = await runScheduled({ ...parts, chat }, { schedule, due: clock.now() - lateMs });
  await clock.settle();
  return { ...all, outcome, said };
}

test("its line is answered in its channel, as itself, and an admin gets what the channel refuses", async () => {
  const { outcome, said } = await run({ line: "node list" });
  expect(outcome).toBe("ran");
  expect(said[0]?.[0]).toEqual({
    line: "node list",
    by: "schedule:morning",
    where: { channel: "C0OPS", instead: "U0BOSS" },
  });
  expect(said[0]?.[1].headline).toContain("node");
});

test("a reminder is said as it is written, and says when it is late", async () => {
  const { said } = await run({ remind: "Rotate the keys <!channel>" }, { lateMs: 3 * 3_600_000 });
  expect(said[0]?.[1]).toMatchObject({
    headline: "Rotate the keys <!channel>",
    parts: [{ kind: "text", text: "This was due 3 h ago, and could not be done then." }],
  });
});

test("what it cannot be answered is said in its channel too", async () => {
  const { said, notes } = await run({ line: "node show pi-9" });
  expect(said[0]?.[1]).toMatchObject({ tone: "warning", headline: expect.stringContaining("pi-9") });
  expect(notes).toEqual([]);
});

test("without leave it proposes nothing, also where every member may", async () => {
  const { said, operations } = await run({ line: "node touch worker-1" });
  expect(said[0]?.[1].headline).toBe("node touch is a change.");
  expect(await operations.list({})).toEqual([]);
});

test("with leave it proposes as itself, and people decide: neither it nor an API token", async () => {
  const { operations, store, bot } = await run({ line: "node touch worker-1", mayPropose: true });
  const [proposed] = await operations.list({});
  expect(proposed).toMatchObject({ by: "schedule:morning", state: "proposed", approvalsNeeded: 1 });
  const rows = await Array.fromAsync(store.audit());
  expect(rows.map(({ event, by }) => [event, by])).toEqual([["proposed", "schedule:morning"]]);
  await bot.handle({ line: `approve ${proposed?.id}`, by: "schedule:morning", where: { channel: "C1" } });
  expect((await operations.find(proposed?.id ?? "")).state).toBe("proposed");
});

test("while Slack does not answer it is for later", async () => {
  expect((await run({ line: "node list" }, { away: true })).outcome).toBe("later");
  expect((await run({ remind: "Tea" }, { away: true })).outcome).toBe("later");
});

test("lines that no schedule may type stop the start, all at once", async () => {
  const { parts } = await givenBot();
  const lines = [
    "node list",
    "node touch worker-1 --dry-run",
    "node show",
    "nod list",
    "approve op-123456",
    "token show k7w2ma",
    "audit verify",
    "node touch worker-1",
    "status --cluster=attic",
  ];
  const wrong = wrongSchedules(
    parts,
    lines.map((line, at) => given({ name: `s${at}`, line, mayPropose: false })),
  );
  expect(wrong.map((text) => text.replace(/^schedules: /, ""))).toEqual([
    "s1: node touch is a change. mayPropose: true lets it be proposed; people approve it as any other.",
    "s2: A schedule's line must be whole.",
    expect.stringMatching(/^s3: There is no command "nod list"/),
    "s4: approve takes a person: no schedule decides, and none is shown a secret.",
    "s5: token show takes a person: no schedule decides, and none is shown a secret.",
    "s6: audit verify needs the role admin, which no schedule has.",
    expect.stringMatching(/^s7: node touch is a change/),
    expect.stringMatching(/^s8: There is no cluster "attic"/),
  ]);
});
