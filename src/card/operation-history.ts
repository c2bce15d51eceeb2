// Who did what about an operation, and what became of each step, in words.

import { oneLine, shorten } from "#src/base/text.ts";
import type { AuditEvent, AuditRow } from "#src/operation/audit.ts";
import type { Operation } from "#src/operation/operation.ts";
import { naming } from "./operation-words.ts";
import type { Sentence } from "./sentence.ts";

/** Events in the words of whoever reads them later; others are their names with spaces. */
const words: Partial<Record<AuditEvent, string>> = {
  reminded: "approvers were reminded",
  queued: "waits in line",
  "step-started": "step began",
  "step-done": "step is done",
  "step-skipped": "step was done already",
  "step-failed": "step failed",
  "step-interrupted": "step was interrupted",
  fenced: "a call that is not on its card was refused",
  "stop-asked": "was asked to stop",
  stale: "is out of date",
  refused: "somebody without the right tried",
};

export function historyLine(operation: Operation, { at, event, by, details }: AuditRow): Sentence {
  const step = typeof details.title === "string" ? ` – ${details.title}` : "";
  const said = typeof details.words === "string" ? `: ${details.words}` : "";
  const isUnder = event === "started" && typeof details.campaign === "string";
  const under = isUnder ? ` under the approval of ${details.campaign}` : "";
  const text = `${words[event] ?? event.replaceAll("-", " ")}${under}${step}${said}`;
  return [
    { at, day: true },
    " ",
    ...(by ? [{ who: by }, " "] : []),
    ...naming(operation, shorten(oneLine(text), 400)),
  ];
}

/** `Done: Cordon w3. Not finished: Drain w3.` of what stopped midway; "" of anything else. */
export function doneAndNot({ plan, steps, state }: Operation): string {
  if (state !== "failed" && state !== "interrupted" && state !== "abandoned") return "";
  const titles = (wanted: readonly string[]) =>
    plan.steps
      .filter((_, at) => wanted.includes(steps[at]?.state ?? "waiting"))
      .map(({ title }) => oneLine(title));
  const said = (what: string, of: readonly string[]) =>
    of.length === 0 ? "" : `${what}: ${shorten(of.join(", "), 300)}.`;
  return [
    said("Done", titles(["done", "skipped"])),
    said("Not finished", titles(["running", "failed", "interrupted"])),
    said("Not begun", titles(["waiting"])),
  ]
    .filter(Boolean)
    .join(" ");
}
