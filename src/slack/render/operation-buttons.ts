// The buttons of an operation's card. Each carries a line, so a click takes the same road as typing.
import type { ConfirmationDialog, KnownBlock, Button as SlackButton } from "@slack/types";
import { oneLine, shorten } from "#src/base/text.ts";
import type { Decision, Operation } from "#src/operation/operation.ts";
import { button } from "./message.ts";

/** Slack's limit for a button's value. */
const longestValue = 2_000;

export function operationButtons(
  operation: Operation,
  { readable }: { readonly readable: boolean },
): KnownBlock[] {
  const elements = elementsOf(operation, readable);
  return elements.length > 0 ? [{ type: "actions", elements }] : [];
}

function elementsOf(operation: Operation, readable: boolean): SlackButton[] {
  const { state, id, line, plan, stopAskedBy, startsAt } = operation;
  const what = shorten(oneLine(plan.title), 60);
  switch (state) {
    case "proposed":
      return [
        ...(readable && startsAt === undefined ? [approve(operation)] : []),
        decide("deny", "Deny…", id, { style: "danger" }),
        decide("cancel", "Cancel", id, {
          confirm: asks(
            `Cancel ${what}?`,
            "Only who asked for it can cancel it. Nothing is changed.",
            "Cancel it",
          ),
        }),
      ];
    case "running":
      if (stopAskedBy) return [];
      return [
        decide("stop", "Stop", id, {
          style: "danger",
          confirm: asks(
            `Stop ${what}?`,
            "As soon as the step under way allows. What was done stays as it is.",
            "Stop",
          ),
        }),
      ];
    case "failed":
    case "interrupted":
      return [
        plan.risk === "destructive"
          ? decide("resume", "Resume…", id, { style: "primary" })
          : decide("resume", "Resume", id, {
              style: "primary",
              confirm: asks(
                `Resume ${what}?`,
                "Steps whose goal holds are skipped; the others run again.",
                "Resume",
              ),
            }),
        decide("abandon", "Abandon", id, {
          style: "danger",
          confirm: asks(
            `Abandon ${what}?`,
            "What was done stays as it is, and other operations may run.",
            "Abandon",
          ),
        }),
      ];
    case "expired":
    case "denied":
    case "cancelled":
      return askAgain(line);
    case "stale":
      return operation.replacedBy ? [] : askAgain(line);
    case "succeeded":
      return plan.offer ? [button(plan.offer.label, "run.ask.0", `${plan.offer.line} ${id}`)] : [];
    default:
      return [];
  }
}

function askAgain(line: string): SlackButton[] {
  return line.length <= longestValue ? [button("Ask again", "run.ask.0", line)] : [];
}

/** A destructive plan asks for its target's name in a form instead; so does a person's own plan, which the form finds out. */
function approve(operation: Operation): SlackButton {
  const { id, plan, cluster, approvalsNeeded } = operation;
  const label = approvalsNeeded === 0 ? "Start" : "Approve";
  const style = { style: "primary" as const };
  if (plan.risk === "destructive") return decide("approve", `${label}…`, id, style);
  const target = shorten(oneLine(plan.target), 60);
  const text = `${oneLine(plan.title)} on ${cluster}. Your name is recorded with it.`;
  return decide("approve", label, id, {
    ...style,
    confirm: asks(`${label} for ${target}?`, text, label),
  });
}

type Extras = { readonly style?: "primary" | "danger"; readonly confirm?: ConfirmationDialog };

function decide(decision: Decision, label: string, id: string, extras: Extras): SlackButton {
  return { ...button(label, `run.decide.${decision}`, `${decision} ${id}`), ...extras };
}

function asks(title: string, text: string, yes: string): ConfirmationDialog {
  return {
    title: { type: "plain_text", text: shorten(title, 100) },
    text: { type: "plain_text", text: shorten(text, 300) },
    confirm: { type: "plain_text", text: yes },
    deny: { type: "plain_text", text: "Back" },
  };
}
