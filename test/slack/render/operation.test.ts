import { expect, test } from "vitest";
import { exact } from "#src/base/text.ts";
import { type Decision, type Operation, states } from "#src/operation/operation.ts";
import { decisionForm } from "#src/request/form.ts";
import { validateMessage } from "#src/slack/block-kit.ts";
import type { SlackMessage } from "#src/slack/render/message.ts";
import { renderOperation, titleOf } from "#src/slack/render/operation.ts";
import { callsText, fitsCard } from "#src/slack/render/operation-parts.ts";
import { trailOf } from "#src/slack/render/operation-trail.ts";
import { asPlainText } from "#src/slack/render/plain.ts";
import { hostile } from "../../commands/ask.ts";
import { minute, now } from "../../given.ts";
import { givenOperation, givenPlan, givenRunning, givenStep } from "./given-operation.ts";

const context = { approvers: ["S0SRE", "U0BOB"], readable: true };

test("a proposal shows what, where, why, the exact calls, who may approve and until when", () => {
  const message = renderOperation(givenOperation(), context);
  const shown = JSON.stringify(message.blocks);
  for (const part of [
    "Approval needed: Cordon worker1 on home",
    "/k8s node cordon worker1 --cluster=home",
    "its 6 pods stay",
    "kernel upgrade",
    "0 of 1",
    '"usergroup_id":"S0SRE"',
    `"timestamp":${(now + 30 * minute) / 1_000}`,
    "op-7k3m9x",
  ])
    expect(shown).toContain(part);
  expect(codeOf(message)).toContain('PATCH /api/v1/nodes/worker1 {"spec":{"unschedulable":true}}');
});

test("a proposal that waits for days says on which day it expires", () => {
  const { blocks } = renderOperation(givenOperation({ expiresAt: Date.UTC(2026, 11, 3, 14, 7) }), context);
  expect(JSON.stringify(blocks)).toContain('"format":"{date_short_pretty} at {time}"');
  expect(JSON.stringify(blocks)).toContain("2026-12-03 14:07 UTC");
});

test("buttons carry lines that anybody may type", () => {
  expect(buttonsOf(givenOperation())).toEqual(["approve op-7k3m9x", "deny op-7k3m9x", "cancel op-7k3m9x"]);
  expect(buttonsOf(givenRunning())).toEqual(["stop op-7k3m9x"]);
  expect(buttonsOf(givenRunning({ stopAskedBy: "U0ANN" }))).toEqual([]);
  expect(buttonsOf(givenRunning({ state: "failed" }))).toEqual(["resume op-7k3m9x", "abandon op-7k3m9x"]);
  expect(buttonsOf(givenRunning({ state: "succeeded" }))).toEqual([]);
  expect(buttonsOf(givenOperation({ state: "expired" }))).toEqual(["node cordon worker1 --cluster=home"]);
});

test.each([givenOperation(), givenRunning(), givenRunning({ state: "failed" })])(
  "a button and its form are called as the command is typed: $state",
  (operation) => {
    for (const { text, value } of rawButtons(operation)) {
      const [verb = ""] = (value ?? "").split(" ");
      const label = text.text.replace("…", "");
      expect(label.toLowerCase()).toBe(verb);
      expect(decisionForm(verb as Decision, operation)).toMatchObject({ submit: label });
    }
  },
);

test("approving asks once more and repeats the target; a destructive plan asks to type it instead", () => {
  const [approve] = rawButtons(givenOperation());
  expect(JSON.stringify(approve?.confirm)).toContain("Approve for worker1?");
  const [typed] = rawButtons(givenOperation({ plan: givenPlan({ risk: "destructive" }) }));
  expect(typed?.confirm).toBeUndefined();
  expect(typed?.text.text).toBe("Approve…");
});

test("what is not readable as a whole cannot be approved by a click", () => {
  const plan = givenPlan({ steps: [givenStep({ calls: manyCalls(400) })] });
  expect(fitsCard(plan)).toBe(false);
  const hidden = renderOperation(givenOperation({ plan }), { ...context, readable: false });
  expect(buttonsIn(hidden).map(({ value }) => value)).toEqual(["deny op-7k3m9x", "cancel op-7k3m9x"]);
  const message = renderOperation(givenOperation({ plan }), context);
  expect(buttonsIn(message).map(({ value }) => value)).toContain("approve op-7k3m9x");
  expect(JSON.stringify(message.blocks)).toMatch(/and \d+ more lines/);
  expect(validateMessage(message)).toEqual([]);
});

test("a card whose blocks Slack refuses still shows every call that it said to show", () => {
  const most = range(1, 400).findLast((length) => fitsCard(withCalls(length))) ?? 0;
  const calls = manyCalls(most);
  const { text } = asPlainText(renderOperation(givenOperation({ plan: withCalls(most) }), context));
  expect(most).toBeGreaterThan(20);
  for (const call of calls) expect(text).toContain(call);
});

test("a list of calls is cut at the end of a line, and what is left is counted", () => {
  const plan = givenPlan({ steps: [givenStep({ calls: manyCalls(400) })] });
  const shown = codeOf(renderOperation(givenOperation({ plan }), context));
  const all = callsText(plan).split("\n");
  const lines = shown.split("\n");
  expect(all.slice(0, lines.length)).toEqual(lines);
  expect(JSON.stringify(renderOperation(givenOperation({ plan }), context))).toContain(
    `and ${all.length - lines.length} more lines`,
  );
});

test.each(states)("a %s operation is a valid message, however long and hostile its texts are", (state) => {
  const plan = givenPlan({
    target: hostile.repeat(40),
    title: hostile.repeat(40),
    impact: Array(60).fill(hostile.repeat(30)),
    warnings: Array(60).fill(hostile.repeat(30)),
    steps: Array.from({ length: 120 }, () => givenStep({ title: hostile.repeat(30), calls: manyCalls(9) })),
  });
  const operation = givenRunning({
    plan,
    state,
    reason: hostile.repeat(40),
    line: `node cordon ${hostile.repeat(20)}`,
    steps: plan.steps.map(() => ({
      state: "done",
      evidence: hostile.repeat(90),
      startedAt: now,
      endedAt: now + 5,
    })),
    ending: { by: "U0BOB", words: hostile.repeat(90) },
  });
  const message = renderOperation(operation, { approvers: Array(40).fill("U0BOB"), readable: true });
  expect(validateMessage(message)).toEqual([]);
  const parsed = mrkdwnIn(message.blocks);
  expect(parsed.join("")).not.toContain("channel");
  expect(message.text).not.toContain("<!channel>");
});

test("a character that hides or reorders text is spelt out where it is approved", () => {
  expect(exact("a\u202Eb\u0007")).toBe("a\\u{202e}b\\u{7}");
});

test("a call cannot look like two, nor be cut to nothing", () => {
  const forged = givenPlan({ steps: [givenStep({ title: "One", calls: ["GET /a\n2. Two\n   DELETE /b"] })] });
  expect(callsText(forged).split("\n")).toEqual(["1. One", "   GET /a\\u{a}2. Two\\u{a}   DELETE /b"]);
  const long = givenPlan({ steps: [givenStep({ title: "x".repeat(9_000) })] });
  expect(codeOf(renderOperation(givenOperation({ plan: long }), context))).toBe("…");
});

test("a stop promises no end of the step under way: a drain ends between two rounds of evictions", () => {
  const [stop] = rawButtons(givenRunning());
  expect(JSON.stringify(stop?.confirm)).toContain("As soon as the step under way allows");
  const { blocks } = renderOperation(givenRunning({ stopAskedBy: "U0ANN" }), context);
  expect(JSON.stringify(blocks)).toContain(
    "asked to stop; that is done as soon as the step under way allows",
  );
});

test("progress is a checklist with the time each step took", () => {
  const plan = givenPlan({ steps: ["Cordon", "Drain", "Reboot"].map((title) => givenStep({ title })) });
  const message = renderOperation(
    givenRunning({
      plan,
      steps: [
        { state: "done", startedAt: now, endedAt: now + 4_000, evidence: "unschedulable since 12:00" },
        { state: "running", startedAt: now + 4_000, evidence: "9 of 14 pods moved" },
        { state: "waiting" },
      ],
    }),
    context,
  );
  const shown = JSON.stringify(message.blocks);
  expect(shown).toContain("✅ Cordon – 4 s – unschedulable since 12:00");
  expect(shown).toContain("9 of 14 pods moved");
  expect(shown).toContain("⚪ Reboot");
});

test("of many steps those around the current one are shown, the others counted", () => {
  const steps = Array.from({ length: 60 }, (_, at) => givenStep({ title: `Step ${at}` }));
  const records = steps.map((_, at) => ({ state: at < 30 ? ("done" as const) : ("waiting" as const) }));
  const shown = JSON.stringify(
    renderOperation(givenRunning({ plan: givenPlan({ steps }), steps: records }), context).blocks,
  );
  expect(shown).toContain("✅ 25 steps before");
  expect(shown).toContain("⚪ Step 30");
  expect(shown).toContain("15 more steps");
});

test("what needs no approval asks nobody for one", () => {
  const waiting = givenOperation({ approvalsNeeded: 0, remindedAt: now + 15 * minute });
  expect(titleOf(waiting)).toBe("Ready to start: Cordon worker1 on home");
  const [reminder] = trailOf(waiting, context.approvers);
  expect(reminder?.message.text).toBe("Cordon worker1 on home has not been started");
  expect(JSON.stringify(reminder?.message.blocks)).toContain('"user_id":"U0ANN"');
  expect(JSON.stringify(reminder?.message.blocks)).not.toContain("S0SRE");
  const expired = renderOperation(givenOperation({ approvalsNeeded: 0, state: "expired" }), context);
  expect(JSON.stringify(expired.blocks)).toContain("It was not started in time. Nothing was changed.");
});

test("what is out of date is to be approved anew only where something takes its place", () => {
  const stale = givenOperation({ state: "stale" });
  expect(titleOf({ ...stale, replacedBy: "op-8k3m9x" })).toBe(
    "⚠️ Cordon worker1 on home must be approved anew",
  );
  expect(titleOf(stale)).toBe("⚠️ Cordon worker1 on home is out of date");
});

test("each vote so far is on the card, with how many are still needed", () => {
  const operation = givenOperation({
    approvalsNeeded: 2,
    votes: [{ by: "U0BOB", verdict: "approve", role: "approver", at: now }],
  });
  expect(titleOf(operation)).toBe("Approval needed: Cordon worker1 on home (1 of 2)");
  expect(JSON.stringify(renderOperation(operation, context).blocks)).toContain("1 of 2");
});

test("a denial quotes its reason as plain text and says that nothing was changed", () => {
  const message = renderOperation(
    givenOperation({ state: "denied", ending: { by: "U0BOB", words: "not <!here> tonight" } }),
    context,
  );
  const shown = JSON.stringify(message.blocks);
  expect(shown).toContain("Nothing was changed");
  expect(shown).toContain('{"type":"text","text":"not <!here> tonight"}');
});

test("a card without blocks still says who asked, who may approve and until when", () => {
  const { text } = asPlainText(
    renderOperation(givenOperation(), { ...context, approvers: ["U0BOB", "S0SRE"] }),
  );
  expect(text).toContain("<@U0ANN> asked for");
  expect(text).toContain("<@U0BOB>");
  expect(text).toContain("<!subteam^S0SRE>");
  expect(text).toMatch(/Expires.*\d\d:\d\d UTC/);
});

test("who stopped it is named, and nobody whom a cluster's text names", () => {
  const words = "Stopped by <@U0BOB> before “Drain w3”, says <@U0EVE>.";
  const stopped = givenRunning({
    state: "interrupted",
    stopAskedBy: "U0BOB",
    ending: { words },
    steps: [{ state: "interrupted", evidence: words }],
  });
  const [entry, result] = trailOf(stopped, []).slice(1);
  for (const message of [renderOperation(stopped, context), entry?.message, result?.message]) {
    const shown = JSON.stringify(message?.blocks);
    expect(shown).toContain(
      '"Stopped by "},{"type":"user","user_id":"U0BOB"},{"type":"text","text":" before',
    );
    expect(shown).toContain("says <@U0EVE>.");
  }
  expect(result?.message.text).toContain("Stopped by <@U0BOB> before “Drain w3”, says &lt;@U0EVE&gt;.");
});

function manyCalls(amount: number): readonly string[] {
  return Array.from({ length: amount }, (_, at) => `POST /api/v1/namespaces/shop/pods/db-${at}/eviction`);
}

type AnyButton = { value: string; text: { text: string }; confirm?: unknown };

function buttonsOf(operation: Operation): readonly string[] {
  return rawButtons(operation).map(({ value }) => value);
}

function rawButtons(operation: Operation): readonly AnyButton[] {
  return buttonsIn(renderOperation(operation, context));
}

function buttonsIn({ blocks }: SlackMessage): readonly AnyButton[] {
  return blocks.flatMap((block) => (block.type === "actions" ? (block.elements as AnyButton[]) : []));
}

function codeOf({ blocks }: SlackMessage): string {
  const found = /"rich_text_preformatted","elements":\[\{"type":"text","text":("(?:[^"\\]|\\.)*")/.exec(
    JSON.stringify(blocks),
  );
  return JSON.parse(found?.[1] ?? '""') as string;
}

function mrkdwnIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(mrkdwnIn);
  if (typeof node !== "object" || node === null) return [];
  const { type, text, ...rest } = node as Record<string, unknown>;
  return type === "mrkdwn" ? [String(text)] : Object.values({ text, ...rest }).flatMap(mrkdwnIn);
}

function withCalls(length: number) {
  return givenPlan({ steps: [givenStep({ calls: manyCalls(length) })] });
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
