// The buttons of an operation's card. Each carries a line, so a click takes the same road as typing.
import { oneLine, shorten } from "#src/base/text.ts";
import { quoteWord } from "#src/command/words.ts";
import type { Decision, Operation } from "#src/operation/operation.ts";
import type { CardButton } from "./card.ts";

/** Slack's limit for a button's value. */
const longestLine = 2_000;

export function buttonsOf(operation: Operation): readonly CardButton[] {
  const { state, stopAskedBy } = operation;
  switch (state) {
    case "proposed":
      return waiting(operation);
    case "running":
      return stopAskedBy ? [] : [stop(operation)];
    case "failed":
    case "interrupted":
      return [resume(operation), abandon(operation)];
    case "expired":
    case "denied":
    case "cancelled":
      return askAgain(operation);
    case "succeeded":
      return offersOf(operation);
    default:
      return [];
  }
}

function waiting(operation: Operation): readonly CardButton[] {
  const { id, startsAt, queued } = operation;
  const cancel = decide("cancel", "Cancel", id, {
    confirm: asks(
      `Cancel ${called(operation)}?`,
      "Only who asked for it can cancel it. Nothing is changed.",
      "Cancel it",
    ),
  });
  return [
    ...(startsAt === undefined && !queued ? [approve(operation)] : []),
    decide("deny", "Deny…", id, { style: "danger" }),
    cancel,
  ];
}

/** A destructive plan asks for its target's name in a form instead; so does a person's own plan, which the form finds out. */
function approve({ id, plan, cluster, approvalsNeeded }: Operation): CardButton {
  const label = approvalsNeeded === 0 ? "Start" : "Approve";
  const shared = { style: "primary", needsDetail: true } as const;
  if (plan.risk === "destructive") return decide("approve", `${label}…`, id, shared);
  const target = shorten(oneLine(plan.target), 60);
  const text = `${oneLine(plan.title)} on ${cluster}. Your name is recorded with it.`;
  return decide("approve", label, id, { ...shared, confirm: asks(`${label} for ${target}?`, text, label) });
}

function stop(operation: Operation): CardButton {
  return decide("stop", "Stop", operation.id, {
    style: "danger",
    confirm: asks(
      `Stop ${called(operation)}?`,
      "As soon as the step under way allows. What was done stays as it is.",
      "Stop",
    ),
  });
}

function resume(operation: Operation): CardButton {
  const { id, plan } = operation;
  if (plan.risk === "destructive") return decide("resume", "Resume…", id, { style: "primary" });
  return decide("resume", "Resume", id, {
    style: "primary",
    confirm: asks(
      `Resume ${called(operation)}?`,
      "Steps whose goal holds are skipped; the others run again.",
      "Resume",
    ),
  });
}

function abandon(operation: Operation): CardButton {
  return decide("abandon", "Abandon", operation.id, {
    style: "danger",
    confirm: asks(
      `Abandon ${called(operation)}?`,
      "What was done stays as it is, and other operations may run.",
      "Abandon",
    ),
  });
}

/** With its reason, where both fit. What is stale without a successor is not possible any more, or would be about something else. */
function askAgain({ line, reason }: Operation): readonly CardButton[] {
  const whole = reason ? `${line} --reason=${quoteWord(oneLine(reason))}` : line;
  const asked = whole.length <= longestLine ? whole : line;
  return asked.length <= longestLine ? [{ label: "Ask again", line: asked, how: "ask" }] : [];
}

/** What comes next once it is done. A plan of an older version has one offer, to which the operation's id is added. */
function offersOf({ id, plan }: Operation): readonly CardButton[] {
  const { offer, offers = [] } = plan;
  const all = offer ? [{ ...offer, line: `${offer.line} <operation>` }, ...offers] : offers;
  return all.map(({ label, line, how }) => ({
    label,
    line: line.replace("<operation>", id),
    how: how ?? "ask",
  }));
}

function called({ plan }: Operation): string {
  return shorten(oneLine(plan.title), 60);
}

type Extras = Pick<CardButton, "style" | "confirm" | "needsDetail">;

function decide(decision: Decision, label: string, id: string, extras: Extras): CardButton {
  return { label, line: `${decision} ${id}`, how: "decide", ...extras };
}

function asks(title: string, text: string, yes: string): NonNullable<CardButton["confirm"]> {
  return { title, text, yes };
}
