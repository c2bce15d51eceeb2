// An operation in words: what it is called in each state, how it ended, and who had a part in it.
import { count, oneLine, shorten, verbatim } from "#src/base/text.ts";
import { approvalsOf, type Operation, type State } from "#src/operation/operation.ts";
import type { Piece, Sentence } from "./card.ts";

/** `Drain w3 on home`: what, and to what. */
export function whatOf({ plan, cluster }: Operation): string {
  return `${oneLine(plan.title)} on ${cluster}`;
}

/** `✅ Drain w3 on home is done`; a proposal is told by its notification what it waits for. */
export function titleOf(operation: Operation): string {
  const mark = markOf(operation);
  return mark === undefined ? waitsFor(operation) : `${mark} ${headlineOf(operation)}`;
}

export function headlineOf(operation: Operation): string {
  const what = whatOf(operation);
  if (operation.state === "proposed") return what;
  if (operation.state === "stale" && operation.replacedBy === undefined) return `${what} is out of date`;
  return `${what}${says[operation.state].words}${operation.state === "succeeded" ? caveatOf(operation) : ""}`;
}

/** `; its successor web-2 is not ready yet`: what a step that is done leaves to others. */
function caveatOf({ steps }: Operation): string {
  const said = steps.flatMap(({ caveat }) => (caveat ? [caveat] : [])).join("; ");
  return said === "" ? "" : `; ${shorten(oneLine(said), 150)}`;
}

export function markOf({ state }: Operation): string | undefined {
  return state === "proposed" ? undefined : says[state].mark;
}

/** `Approval needed: Drain w3 on home (1 of 2)`. */
function waitsFor(operation: Operation): string {
  if (operation.approvalsNeeded === 0) return `Ready to start: ${whatOf(operation)}`;
  const given = approvalsOf(operation).length;
  return `Approval needed: ${whatOf(operation)}${given > 0 ? ` (${given} of ${operation.approvalsNeeded})` : ""}`;
}

/** What a state is called, after the name of what was done. */
const says: Readonly<Record<Exclude<State, "proposed">, { readonly mark: string; readonly words: string }>> =
  {
    running: { mark: "🔄", words: " is running" },
    succeeded: { mark: "✅", words: " is done" },
    failed: { mark: "❌", words: " failed" },
    interrupted: { mark: "⚠️", words: " was interrupted" },
    denied: { mark: "⛔", words: " was denied" },
    cancelled: { mark: "⚪", words: " was cancelled" },
    expired: { mark: "⌛", words: " expired" },
    stale: { mark: "⚠️", words: " must be approved anew" },
    abandoned: { mark: "⚪", words: " was abandoned" },
  };

/** How a decided or ended operation stands; empty where its headline says it all. */
export function outcomeOf(operation: Operation): Sentence {
  const { state, ending, stopAskedBy, replacedBy, cluster } = operation;
  const who: Sentence = ending?.by ? [{ who: ending.by }, " "] : [];
  switch (state) {
    case "running":
      return stopAskedBy
        ? [{ who: stopAskedBy }, " asked to stop; that is done as soon as the step under way allows."]
        : [];
    case "denied":
      return [...who, "denied it. Nothing was changed."];
    case "cancelled":
      return [...who, "cancelled it. Nothing was changed."];
    case "expired":
      return [
        operation.approvalsNeeded === 0
          ? "It was not started in time. Nothing was changed."
          : `It had ${approvalsOf(operation).length} of ${count(operation.approvalsNeeded, "approval")} in time. Nothing was changed.`,
      ];
    case "stale":
      return [
        replacedBy
          ? `Nothing was done, as it is not what was shown any more. ${replacedBy} takes its place.`
          : "Nothing was done, as it is not possible any more as it was shown.",
      ];
    case "failed":
    case "interrupted":
      return [`No other operation runs on ${cluster} until this one is resumed or abandoned.`];
    case "abandoned":
      return [...who, "abandoned it. What was done so far stays as it is."];
    default:
      return [];
  }
}

/** Why it ended so; of what succeeded its steps say enough. */
export function endingOf({ state, ending }: Operation): string {
  return state === "succeeded" ? "" : shorten(verbatim(ending?.words ?? ""), 1_500).trim();
}

/** Text in which those who had a part in it are mentions, and nobody else: a cluster's text may be in it. */
export function naming({ by, votes, stopAskedBy, ending }: Operation, text: string): Sentence {
  const known = [by, ...votes.map((vote) => vote.by), stopAskedBy, ending?.by];
  return text
    .split(new RegExp(`<@(${known.filter(Boolean).join("|")})>`))
    .flatMap((part, at): Piece[] => (at % 2 === 1 ? [{ who: part }] : part === "" ? [] : [part]));
}

/** People and groups, as many as a line takes; the bot only ever mentions those whom the configuration names. */
export function namesOf(ids: readonly string[]): Sentence {
  return ids.slice(0, 12).flatMap((who, at): Piece[] => [...(at > 0 ? [" "] : []), { who }]);
}
