// Operations as rows, buttons and tones.

import { span } from "#src/base/text.ts";
import type { Operation, State } from "#src/operation/operation.ts";
import type { Table, Tone } from "./answer.ts";

/** Somebody has yet to do something, or it runs. */
export const openStates: readonly State[] = ["proposed", "running", "failed", "interrupted"];

const tones: Partial<Record<State, Tone>> = {
  succeeded: "good",
  running: "neutral",
  proposed: "neutral",
  failed: "bad",
  interrupted: "warning",
};

export function toneOf({ state }: Operation): Tone {
  return tones[state] ?? "unknown";
}

export function operationTable(operations: readonly Operation[], now: number): Table {
  return {
    columns: [
      { title: "Id" },
      { title: "State" },
      { title: "What" },
      { title: "Cluster" },
      { title: "Age", align: "right" },
    ],
    rows: operations.map((operation) => {
      const { id, plan, cluster, proposedAt } = operation;
      return [id, stateOf(operation, now), plan.title, cluster, span(now - proposedAt)];
    }),
  };
}

/** `proposed, 0 of 1, 12 min left`. */
export function stateOf(
  { state, votes, approvalsNeeded, expiresAt, steps, queued }: Operation,
  now: number,
): string {
  if (state === "proposed" && queued) return `approved, waits for ${queued.behind}`;
  if (state === "proposed") {
    const given = votes.filter(({ verdict }) => verdict === "approve").length;
    return `waits, ${given} of ${approvalsNeeded}, ${span(expiresAt - now)} left`;
  }
  if (state !== "running") return state;
  const done = steps.filter((step) => step.state === "done" || step.state === "skipped").length;
  return `running, ${done} of ${steps.length} steps`;
}

/** `2026-11-22 12:00:05 UTC`: an audit is read by people in several places. */
export function momentOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
