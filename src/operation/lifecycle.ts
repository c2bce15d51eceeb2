// What an operation becomes, state by state: pure, and each change together with what the audit says of it.
import type { Actor } from "#src/base/actor.ts";
import { sayCall } from "#src/base/call.ts";
import type { Turn as TurnOf } from "#src/store/store.ts";
import type { AuditEntry, AuditEvent } from "./audit.ts";
import type { Operation, Queued, Runner, State, StepRecord } from "./operation.ts";
import type { Json } from "./plan.ts";

export type Turn = TurnOf<Operation>;

type Details = { readonly [key: string]: Json | undefined };
type Said = { readonly at: number; readonly by?: Actor | undefined; readonly details?: Details };

/** The audit's entry about an operation. */
export function entryOf(operation: Operation, event: AuditEvent, { at, by, details = {} }: Said): AuditEntry {
  return { at, event, by, cluster: operation.cluster, operation: operation.id, details };
}

export function proposed(operation: Operation): Turn {
  const {
    line,
    where,
    reason,
    plan,
    digest,
    approvalsNeeded,
    solo,
    expiresAt,
    by,
    proposedAt: at,
  } = operation;
  const steps = plan.steps.map(({ step, title, calls }) => ({ step, title, calls: calls.map(sayCall) }));
  const { target, risk } = plan;
  const asked = { line, channel: where.channel, thread: where.thread, reason };
  const details = { ...asked, target, risk, digest, approvalsNeeded, solo, expiresAt, steps };
  return { next: operation, entries: [entryOf(operation, "proposed", { at, by, details })] };
}

export function expired(operation: Operation, at: number, why?: string): Turn {
  const isFromAhead = operation.proposedAt > at;
  const { queued } = operation;
  const late = queued ? `${queued.behind} was not over in time.` : "Nobody decided in time.";
  const words = why ?? (isFromAhead ? "The clock was set back since." : late);
  return ended(operation, "expired", { at, words });
}

export function started(
  operation: Operation,
  { at, by, details, runner }: Said & { readonly runner: Runner },
): Turn {
  const next: Operation = {
    ...operation,
    state: "running",
    ...{ startedAt: at, startsAt: undefined, queued: undefined, runner },
  };
  const said = { digest: operation.digest, line: operation.line, ...details };
  return { next, entries: [entryOf(operation, "started", { at, by, details: said })] };
}

/** The turn that would have started it: its votes count, and it waits for what is under way. */
export function inLine({ next, entries }: Turn, queued: Queued): Turn {
  const { by, at, behind } = queued;
  return {
    next: { ...next, state: "proposed", startedAt: undefined, runner: undefined, queued },
    entries: [
      ...entries.filter(({ event }) => event !== "started"),
      entryOf(next, "queued", { at, by, details: { behind } }),
    ],
  };
}

/** Ends it, or stops it midway: `failed` and `interrupted` keep the lock. */
export function ended(
  operation: Operation,
  state: Exclude<State, "proposed" | "running">,
  { at, by, words, details = {} }: Said & { readonly words: string },
): Turn {
  const ending = { by, words };
  const next: Operation = {
    ...operation,
    state,
    endedAt: at,
    ending,
    runner: undefined,
    startsAt: undefined,
  };
  return { next, entries: [entryOf(operation, state, { at, by, details: { words, ...details } })] };
}

export function withStep(operation: Operation, at: number, record: StepRecord): Operation {
  return { ...operation, steps: operation.steps.with(at, record) };
}

/** Neither done nor skipped: still to be done. */
export function isOpen({ state }: StepRecord): boolean {
  return state !== "done" && state !== "skipped";
}
