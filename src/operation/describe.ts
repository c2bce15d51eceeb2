// An operation in words, for errors and evidence.
import { isPerson, nameOf } from "#src/base/actor.ts";
import { RefusedError } from "#src/base/errors.ts";
import { sayLock } from "#src/base/lock-names.ts";
import type { Operation } from "./operation.ts";

/** `op-7k3m9x (Drain w3 on home)` */
export function called({ id, plan, cluster }: Operation): string {
  return `${id} (${plan.title} on ${cluster})`;
}

/** As Slack writes a person, of which the renderer makes a mention; others by their names. */
export function mention(actor: string): string {
  return isPerson(actor) ? `<@${actor}>` : nameOf(actor);
}

/** What became of it, to somebody who comes too late. */
export function already(operation: Operation): RefusedError {
  return new RefusedError(`${called(operation)} ${fate(operation)}`, { hint: hintOf(operation) });
}

/** Who has what somebody else needs. */
type Busy = { readonly id: string; readonly called: string; readonly state: string };

/** Whoever would start now comes later; the holder of the lock is named, where it is known. */
export function busy(lock: string, holder: Busy | undefined): RefusedError {
  const what = sayLock(lock);
  if (!holder) return new RefusedError(`${what} is busy.`, { hint: "Decide again when that is over." });
  const { id, state } = holder;
  const show = id.startsWith("ca-") ? "campaign show" : "operation show";
  return new RefusedError(`${what} is busy with ${holder.called}, which is ${state}.`, {
    hint:
      state === "failed" || state === "interrupted"
        ? `\`resume ${id}\` or \`abandon ${id}\` first.`
        : `Decide again when it is over; \`${show} ${id}\` tells.`,
  });
}

function fate({ state, ending, replacedBy }: Operation): string {
  const by = ending?.by ? ` by ${mention(ending.by)}` : "";
  const why = ending?.words ? `: ${ending.words}` : ".";
  switch (state) {
    case "proposed":
      return "still waits for a decision.";
    case "running":
      return "is already running.";
    case "succeeded":
      return "is already done.";
    case "failed":
      return `failed${why}`;
    case "interrupted":
      return `was interrupted${why}`;
    case "denied":
    case "cancelled":
    case "abandoned":
      return `was already ${state}${by}${why}`;
    case "expired":
      return `has expired${why}`;
    case "stale":
      return replacedBy ? `is out of date: ${replacedBy} took its place.` : `is out of date${why}`;
  }
}

function hintOf({ id, line, state, replacedBy }: Operation): string | undefined {
  if (state === "failed" || state === "interrupted") return `\`resume ${id}\` or \`abandon ${id}\`.`;
  if (state === "stale" && replacedBy) return `\`operation show ${replacedBy}\` shows what is possible now.`;
  return state === "expired" || state === "stale" ? `Ask for it again: \`${line}\`.` : undefined;
}
