// What comes next in a campaign, given its record and the operation of its stage: pure, and asked again and again.
import type { Operation } from "#src/operation/operation.ts";
import type { Campaign } from "./campaign.ts";
import { isOver } from "./transitions.ts";

export type Next =
  | { readonly do: "nothing" }
  /** Its operation runs: the campaign moves. */
  | { readonly do: "follow" }
  /** The operation of its stage got there. */
  | { readonly do: "settle" }
  /** Another operation took the place of a stale one. */
  | { readonly do: "replace"; readonly by: string }
  /** About its operation, where that is named. */
  | { readonly do: "ask"; readonly words: string; readonly operation?: string }
  | { readonly do: "rest"; readonly until: number }
  /** See whether the cluster is well, then begin, or end. */
  | { readonly do: "look" };

const nothing: Next = { do: "nothing" };

export function nextOf(campaign: Campaign, operation: Operation | undefined, now: number): Next {
  const { state, waiting } = campaign;
  if (isOver(state)) return nothing;
  if (operation) return after(campaign, operation);
  // Whoever paused it, or is asked, says how it goes on.
  if (state === "paused" || waiting?.for === "people") return nothing;
  const until = restOf(campaign);
  if (until !== undefined && now < until) return { do: "rest", until };
  return { do: "look" };
}

function after(campaign: Campaign, operation: Operation): Next {
  const { id, state, replacedBy, queued } = operation;
  switch (state) {
    case "succeeded":
      return { do: "settle" };
    case "running":
      return campaign.state === "paused" ? nothing : { do: "follow" };
    case "proposed":
      return proposed(campaign, operation);
    case "failed":
    case "interrupted":
      return {
        ...{ do: "ask", operation: id },
        words: `${id} ${state === "failed" ? "failed" : "was interrupted"}: resume or abandon it.`,
      };
    case "stale":
      return replacedBy
        ? { do: "replace", by: replacedBy }
        : { do: "ask", words: `${id} is not possible any more as it was shown.` };
    case "expired":
      return { do: "ask", words: `Nobody decided about ${id} in time.` };
    default:
      return { do: "ask", words: `${id} was ${state}${queued ? " in line" : ""}.` };
  }
}

/** Kept, and not started, when a process died in between or another change was under way: it is looked at again. */
function proposed({ waiting, state }: Campaign, { id, votes, queued }: Operation): Next {
  if (state === "paused") return nothing;
  const ask = { do: "ask", operation: id } as const;
  if (queued) return { ...ask, words: `${id} is approved, and starts once ${queued.behind} is over.` };
  if (waiting?.for === "people" || votes.length > 0) return { ...ask, words: `${id} waits for a decision.` };
  return { do: "look" };
}

/**
 * When a rest before the stage ends; undefined where there is none, or somebody ended it. It counts from the last that was done, of several
 * side by side as well; one that goes beside it is nothing to rest after.
 */
function restOf({ course: { stages }, records, at, rested }: Campaign): number | undefined {
  const { gate, group } = stages[at] ?? {};
  if (typeof gate !== "object" || rested === at) return undefined;
  const ends = records.slice(0, at).flatMap(({ state, endedAt }, place) => {
    const isBeside = group !== undefined && stages[place]?.group === group;
    return state === "done" && endedAt !== undefined && !isBeside ? [endedAt] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends) + gate.restMs;
}
