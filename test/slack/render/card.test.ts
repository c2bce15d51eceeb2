import { expect, test } from "vitest";
import type { TrailEntry } from "#src/card/card.ts";
import { operationCard } from "#src/card/operation-card.ts";
import { type Decision, type Operation, states } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import { decisionForm } from "#src/request/form.ts";
import { validateMessage } from "#src/slack/block-kit.ts";
import { renderCard, renderTrailEntry } from "#src/slack/render/card.ts";
import { foldingOf } from "#src/slack/render/folding.ts";
import type { SlackMessage } from "#src/slack/render/message.ts";
import { asPlainText } from "#src/slack/render/plain.ts";
import { hostile } from "../../commands/ask.ts";
import { minute, now } from "../../given.ts";
import { givenOperation, givenPlan, givenRunning, givenStep } from "./given-operation.ts";

const context = { approvers: ["S0SRE", "U0BOB"], approvalsChannel: () => undefined };

test("a proposal shows what, where, why, the exact calls, who may approve and until when", () => {
  const message = render(givenOperation());
  const shown = JSON.stringify(message.blocks);
  for (const part of [
    "🟡 Cordon worker1 on home",
    "Approval needed",
    "op-7k3m9x  node cordon worker1",
    "its 6 pods stay",
    "kernel upgrade",
    '"usergroup_id":"S0SRE"',
    `"timestamp":${(now + 30 * minute) / 1_000}`,
  ])
    expect(shown).toContain(part);
  expect(codeOf(message)).toContain('PATCH /api/v1/nodes/worker1 {"spec":{"unschedulable":true}}');
});

test("a proposal that waits for days says on which day it expires", () => {
  const { blocks } = render(givenOperation({ expiresAt: Date.UTC(2026, 11, 3, 14, 7) }));
  expect(JSON.stringify(blocks)).toContain('"format":"{date_short_pretty} at {time}"');
  expect(JSON.stringify(blocks)).toContain("2026-12-03 14:07 UTC");
});

test("buttons carry lines that anybody may type", () => {
  expect(buttonsOf(givenOperation())).toEqual(["approve op-7k3m9x", "deny op-7k3m9x", "cancel op-7k3m9x"]);
  expect(buttonsOf(givenRunning())).toEqual(["stop op-7k3m9x"]);
  expect(buttonsOf(givenRunning({ stopAskedBy: "U0ANN" }))).toEqual([]);
  expect(buttonsOf(givenRunning({ state: "failed" }))).toEqual([
    "resume op-7k3m9x",
    "abandon op-7k3m9x",
    "operation calls op-7k3m9x",
  ]);
  expect(buttonsOf(givenRunning({ state: "succeeded" }))).toEqual([]);
});

test("what stopped midway lists in its thread what was done and what was not", () => {
  const plan = givenPlan({
    steps: [
      givenStep({ title: "Cordon w3" }),
      givenStep({ title: "Drain w3" }),
      givenStep({ title: "Label w3" }),
    ],
  });
  const stopped = givenRunning({
    ...{ plan, state: "interrupted", endedAt: now },
    steps: [
      { state: "done" },
      { state: "interrupted", evidence: "Stopped by <@U0BOB>." },
      { state: "waiting" },
    ],
  });
  const trail = operationCard(stopped, context)
    .trail.map(({ next }) => JSON.stringify(next))
    .join();
  expect(trail).toContain("Done: Cordon w3. Not finished: Drain w3. Not begun: Label w3.");
});

test("what is approved and waits in line says for what, and that it is planned afresh", () => {
  const waiting = givenOperation({ queued: { by: "U0BOB", at: 0, behind: "op-000001" } });
  const text = JSON.stringify(render(waiting).blocks);
  expect(text).toContain("it starts by itself once op-000001 is over.");
  expect(text).toContain("planned afresh at that moment");
  expect(buttonsOf(waiting)).toEqual(["deny op-7k3m9x", "cancel op-7k3m9x"]);
});

test("what came to nothing is asked for again with its reason", () => {
  const line = "node cordon worker1 --cluster=home";
  expect(buttonsOf(givenOperation({ state: "expired", reason: undefined }))).toEqual([line]);
  expect(buttonsOf(givenOperation({ state: "denied", reason: 'SD "card" swap' }))).toEqual([
    `${line} --reason="SD \\"card\\" swap"`,
  ]);
});

test.each([
  givenOperation(),
  givenRunning(),
  givenRunning({ state: "failed" }),
  givenRunning({ state: "interrupted" }),
  givenRunning({ state: "failed", plan: givenPlan({ risk: "destructive" }) }),
])("a button and its form are called as the command is typed: $state, $plan.risk", (operation) => {
  const deciding = rawButtons(operation).filter(({ action_id }) => action_id.startsWith("run.decide."));
  expect(deciding.length).toBeGreaterThan(0);
  for (const { text, value } of deciding) {
    const [verb = ""] = (value ?? "").split(" ");
    const label = text.text.replace("…", "");
    expect(label.toLowerCase()).toBe(verb);
    expect(decisionForm(verb as Decision, operation)).toMatchObject({ submit: label });
  }
});

test("approving asks once more and repeats the target; a destructive plan asks to type it instead", () => {
  const [approve] = rawButtons(givenOperation());
  expect(JSON.stringify(approve?.confirm)).toContain("Approve for worker1?");
  const [typed] = rawButtons(givenOperation({ plan: givenPlan({ risk: "destructive" }) }));
  expect(typed?.confirm).toBeUndefined();
  expect(typed?.text.text).toBe("Approve…");
});

test("what is not readable as a whole cannot be approved by a click", () => {
  const plan = withCalls(900);
  const hidden = render(givenOperation({ plan }), { readable: false });
  expect(linesIn(hidden)).toEqual(["deny op-7k3m9x", "cancel op-7k3m9x"]);
  expect(JSON.stringify(hidden.blocks)).toContain("on its way into the thread");
  const message = render(givenOperation({ plan }));
  expect(linesIn(message)).toContain("approve op-7k3m9x");
  expect(JSON.stringify(message.blocks)).toContain("the whole list is in the thread");
  expect(validateMessage(message)).toEqual([]);
});

test.each(range(1, 40).map((step) => step * step))(
  "with %i calls, whoever may approve can read each of them",
  (length) => {
    const plan = withCalls(length);
    const message = render(givenOperation({ plan }));
    const text = asPlainText(message).text;
    const folding = foldingOf(operationCard(givenOperation({ plan }), context));
    if (folding === "card") for (const call of manyCalls(length)) expect(codeOf(message)).toContain(call);
    // Where Slack refuses the blocks there is no button, and the text says it all.
    if (folding !== "thread") for (const call of manyCalls(length)) expect(text).toContain(call);
    expect(linesIn(message).includes("operation calls op-7k3m9x")).toBe(folding === "sheet");
  },
);

test("short calls stand on the card, long ones behind a button, and very long ones in the thread", () => {
  const where = (plan: Plan) => foldingOf(operationCard(givenOperation({ plan }), context));
  expect([1, 3, 100, 900].map((length) => where(withCalls(length)))).toEqual([
    "card",
    "card",
    "sheet",
    "thread",
  ]);
  expect(where(givenPlan({ warnings: Array(9).fill("Mind.") }))).toBe("sheet");
  expect(where(givenPlan({ impact: ["It moves. ".repeat(30)] }))).toBe("sheet");
});

test("however much is said beside them, no call is cut from the text that stands in for a card", () => {
  const isBehindButton = (length: number) =>
    foldingOf(operationCard(givenOperation({ plan: hostilePlan(length) }), context)) === "sheet";
  const most = range(1, 60).findLast((times) => isBehindButton(10 * times)) ?? 0;
  expect([most > 5, most < 60]).toEqual([true, true]);
  const { text } = asPlainText(
    render(givenOperation({ plan: hostilePlan(10 * most), reason: "&".repeat(900), line: "<".repeat(900) })),
  );
  for (const call of hostileCalls(10 * most)) expect(text).toContain(call.replaceAll("&", "&amp;"));
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
  const message = render(operation, { readable: true });
  expect(validateMessage(message)).toEqual([]);
  const parsed = mrkdwnIn(message.blocks);
  expect(parsed.join("")).not.toContain("channel");
  expect(message.text).not.toContain("<!channel>");
});

test("a stop promises no end of the step under way: a drain ends between two rounds of evictions", () => {
  const [stop] = rawButtons(givenRunning());
  expect(JSON.stringify(stop?.confirm)).toContain("As soon as the step under way allows");
  const { blocks } = render(givenRunning({ stopAskedBy: "U0ANN" }));
  expect(JSON.stringify(blocks)).toContain(
    "asked to stop; that is done as soon as the step under way allows",
  );
});

test("progress is a checklist with the time each step took", () => {
  const plan = givenPlan({ steps: ["Cordon", "Drain", "Reboot"].map((title) => givenStep({ title })) });
  const message = render(
    givenRunning({
      plan,
      steps: [
        { state: "done", startedAt: now, endedAt: now + 4_000, evidence: "unschedulable since 12:00" },
        { state: "running", startedAt: now + 4_000, evidence: "9 of 14 pods moved" },
        { state: "waiting" },
      ],
    }),
  );
  const shown = JSON.stringify(message.blocks);
  expect(shown).toContain("✅ Cordon – 4 s – unschedulable since 12:00");
  expect(shown).toContain("9 of 14 pods moved");
  expect(shown).toContain("⚪ Reboot");
});

test("of many steps those around the current one are shown, the others counted", () => {
  const steps = Array.from({ length: 60 }, (_, at) => givenStep({ title: `Step ${at}` }));
  const records = steps.map((_, at) => ({ state: at < 30 ? ("done" as const) : ("waiting" as const) }));
  const shown = JSON.stringify(render(givenRunning({ plan: givenPlan({ steps }), steps: records })).blocks);
  expect(shown).toContain("✅ 25 steps before");
  expect(shown).toContain("⚪ Step 30");
  expect(shown).toContain("15 more steps");
});

test("what needs no approval asks nobody for one", () => {
  const waiting = givenOperation({ approvalsNeeded: 0, remindedAt: now + 15 * minute });
  expect(render(waiting).text).toBe("Ready to start: Cordon worker1 on home (op-7k3m9x)");
  const [reminder] = trail(waiting);
  expect(reminder?.text).toBe("Cordon worker1 on home has not been started");
  expect(JSON.stringify(reminder?.blocks)).toContain('"user_id":"U0ANN"');
  expect(JSON.stringify(reminder?.blocks)).not.toContain("S0SRE");
  const expired = render(givenOperation({ approvalsNeeded: 0, state: "expired" }));
  expect(JSON.stringify(expired.blocks)).toContain("It was not started in time. Nothing was changed.");
});

test("what is out of date is to be approved anew only where something takes its place", () => {
  const stale = givenOperation({ state: "stale" });
  expect(render({ ...stale, replacedBy: "op-8k3m9x" }).text).toContain(
    "⚠️ Cordon worker1 on home must be approved anew",
  );
  expect(render(stale).text).toContain("⚠️ Cordon worker1 on home is out of date");
});

test("each vote so far is on the card, with how many are still needed", () => {
  const operation = givenOperation({
    approvalsNeeded: 2,
    votes: [{ by: "U0BOB", verdict: "approve", role: "approver", at: now }],
  });
  expect(render(operation).text).toBe("Approval needed: Cordon worker1 on home (1 of 2) (op-7k3m9x)");
  expect(JSON.stringify(render(operation).blocks)).toContain("Approval needed, 1 of 2");
});

test("a denial quotes its reason as plain text and says that nothing was changed", () => {
  const message = render(
    givenOperation({ state: "denied", ending: { by: "U0BOB", words: "not <!here> tonight" } }),
  );
  const shown = JSON.stringify(message.blocks);
  expect(shown).toContain("Nothing was changed");
  expect(shown).toContain('{"type":"text","text":"not <!here> tonight"}');
});

test("a card without blocks still says who asked, who may approve and until when", () => {
  const { text } = asPlainText(render(givenOperation()));
  expect(text).toContain("Asked by <@U0ANN>");
  expect(text).toContain("<@U0BOB>");
  expect(text).toContain("<!subteam^S0SRE>");
  expect(text).toMatch(/Approval needed.* until .*\d\d:\d\d UTC/);
});

test("nothing is said twice, and what is not known is not said", () => {
  const { text } = asPlainText(render(givenOperation({ reason: undefined, line: "cordon it" })));
  expect(text.split("Cordon worker1")).toHaveLength(2);
  expect(text.split("home")).toHaveLength(2);
  expect(text).not.toMatch(/none|Reason|Target|Cluster/);
});

test("warnings come before facts, and what cannot be undone is the first of them", () => {
  const plan = givenPlan({ risk: "destructive", warnings: ["The last replica."], impact: ["It moves."] });
  const shown = JSON.stringify(render(givenOperation({ plan })).blocks);
  const at = ["🔴 Cordon worker1", "⚠️ Destructive", "⚠️ The last replica.", "• It moves."].map((each) =>
    shown.indexOf(each),
  );
  expect(at).toEqual(at.toSorted((one, other) => one - other));
  expect(at).not.toContain(-1);
});

test("a step says what a person would type for it, and marks that as no more than the same", () => {
  const plan = givenPlan({
    steps: [{ ...givenStep(), equivalent: "kubectl cordon worker1" }],
  });
  expect(codeOf(render(givenOperation({ plan })))).toContain("(as by hand: kubectl cordon worker1)");
  const long = { ...plan, steps: [...plan.steps, givenStep({ title: "Drain", calls: manyCalls(9) })] };
  expect(JSON.stringify(render(givenOperation({ plan: long })).blocks)).toContain(
    "2 steps: Cordon worker1, Drain",
  );
});

test("what is done keeps its evidence, and offers what comes next", () => {
  const plan = givenPlan({ offers: [{ label: "Uncordon", line: "node uncordon worker1 --cluster=home" }] });
  const steps = [
    { state: "done", startedAt: now, endedAt: now + 1, evidence: "worker1 is unschedulable" },
  ] as const;
  const message = render(givenRunning({ plan, state: "succeeded", steps }));
  expect(linesIn(message)).toEqual(["node uncordon worker1 --cluster=home"]);
  expect(JSON.stringify(message.blocks)).toContain("worker1 is unschedulable");
});

test("an offer names the operation where its line asks for it, and where an older version stored it", () => {
  const offers = [{ label: "Revoke", line: "token revoke <operation> --cluster=home" }];
  const done = (plan: Plan) => linesIn(render(givenRunning({ plan, state: "succeeded" })));
  expect(done(givenPlan({ offers }))).toEqual(["token revoke op-7k3m9x --cluster=home"]);
  expect(done(givenPlan({ offer: { label: "Show", line: "token show --cluster=home" } }))).toEqual([
    "token show --cluster=home op-7k3m9x",
  ]);
});

test("what failed says what is left to run before anybody resumes it", () => {
  expect(linesIn(render(givenRunning({ state: "failed" })))).toContain("operation calls op-7k3m9x");
});

test("who stopped it is named, and nobody whom a cluster's text names", () => {
  const words = "Stopped by <@U0BOB> before “Drain w3”, says <@U0EVE>.";
  const stopped = givenRunning({
    state: "interrupted",
    stopAskedBy: "U0BOB",
    ending: { words },
    steps: [{ state: "interrupted", evidence: words }],
  });
  const [entry, result] = trail(stopped).slice(1);
  for (const message of [render(stopped), entry, result]) {
    const shown = JSON.stringify(message?.blocks);
    expect(shown).toContain(
      '"Stopped by "},{"type":"user","user_id":"U0BOB"},{"type":"text","text":" before',
    );
    expect(shown).toContain("says <@U0EVE>.");
  }
  expect(result?.text).toContain("Stopped by <@U0BOB> before “Drain w3”, says &lt;@U0EVE&gt;.");
});

function render(operation: Operation, reading = { readable: true }): SlackMessage {
  return renderCard(operationCard(operation, context), reading);
}

function trail(operation: Operation): readonly SlackMessage[] {
  return operationCard(operation, context).trail.map((entry: TrailEntry) => renderTrailEntry(entry));
}

function linesIn(message: SlackMessage): readonly string[] {
  return buttonsIn(message).map(({ value }) => value);
}

function hostilePlan(length: number): Plan {
  const lines = Array(8).fill("&".repeat(250));
  return givenPlan({
    warnings: lines,
    impact: lines,
    title: "&".repeat(300),
    steps: [givenStep({ calls: hostileCalls(length) })],
  });
}

function hostileCalls(length: number): readonly string[] {
  return range(1, length).map((each) => `POST /api/v1/pods/${each}/&&&&&&`);
}

function manyCalls(amount: number): readonly string[] {
  return Array.from({ length: amount }, (_, at) => `POST /api/v1/namespaces/shop/pods/db-${at}/eviction`);
}

type AnyButton = { value: string; action_id: string; text: { text: string }; confirm?: unknown };

function buttonsOf(operation: Operation): readonly string[] {
  return rawButtons(operation).map(({ value }) => value);
}

function rawButtons(operation: Operation): readonly AnyButton[] {
  return buttonsIn(render(operation));
}

function buttonsIn({ blocks }: SlackMessage): readonly AnyButton[] {
  return blocks.flatMap((block) => {
    if (block.type === "section" && block.accessory) return [block.accessory as AnyButton];
    return block.type === "actions" ? (block.elements as AnyButton[]) : [];
  });
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
