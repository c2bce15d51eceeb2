// What people decide about an incident: who takes it, and for how long nobody wants to hear of it. Pure.
import { RefusedError } from "#src/base/errors.ts";
import { moved, silenceEntry } from "./advance.ts";
import type { Incident, Silenced } from "./incident.ts";
import { after } from "./transitions.ts";

export type IncidentDecision =
  | { readonly verdict: "ack" | "unack" | "unsilence"; readonly by: string }
  | {
      readonly verdict: "silence";
      readonly by: string;
      readonly until: Silenced["until"];
      readonly why?: string;
    };

/**
 * The incident as decided; the very same when nothing changes.
 * @throws RefusedError when it is over, or nobody was told of it yet
 */
export function decideIncident(incident: Incident, decision: IncidentDecision, now: number): Incident {
  mustBeOpen(incident);
  // What cannot be seen keeps its state: the decision counts for when it is seen again.
  if (incident.state === "unknown") {
    const decided = decideIncident({ ...incident, state: incident.before ?? "firing" }, decision, now);
    return { ...decided, state: "unknown", before: openState(decided) };
  }
  switch (decision.verdict) {
    case "ack":
      return acknowledged(incident, decision.by, now);
    case "unack":
      return unacknowledged(incident, decision.by, now);
    case "unsilence":
      return unsilenced(incident, decision.by, now);
    case "silence":
      return silenced(incident, decision, now);
  }
}

function mustBeOpen({ id, state }: Incident): void {
  if (state === "resolved")
    throw new RefusedError(`${id} is over.`, { hint: "`alert list` shows what is not." });
  if (state === "pending") throw new RefusedError(`${id} has not lasted long enough to be told of.`);
}

/** Also from somebody else: who takes it last has it. */
function acknowledged(incident: Incident, by: string, now: number): Incident {
  if (incident.state === "acknowledged" && incident.acknowledged?.by === by) return incident;
  const next = moved(incident, "acknowledges", { at: now, what: "acknowledged", by });
  return { ...next, acknowledged: { by, at: now }, silenced: undefined };
}

function unacknowledged(incident: Incident, by: string, now: number): Incident {
  if (incident.state !== "acknowledged") return incident;
  const next = moved(incident, "unacknowledges", { at: now, what: "unacknowledged", by });
  return { ...next, acknowledged: undefined, repeatedAt: now };
}

function silenced(
  incident: Incident,
  { by, until, why }: Extract<IncidentDecision, { verdict: "silence" }>,
  now: number,
): Incident {
  const silence: Silenced = { by, until, why };
  return { ...moved(incident, "silences", silenceEntry(silence, now)), silenced: silence };
}

function unsilenced(incident: Incident, by: string, now: number): Incident {
  if (incident.state !== "silenced") return incident;
  const { covered, of = "" } = incident.silenced ?? {};
  if (covered)
    throw new RefusedError(`${of} covers ${incident.id}.`, {
      hint: of.startsWith("si-")
        ? `\`silence remove ${of}\` ends it.`
        : of.startsWith("op-")
          ? "It ends with the operation."
          : "They end by themselves.",
    });
  const next = moved(incident, "unsilences", { at: now, what: "unsilenced", by });
  return { ...next, silenced: undefined };
}

function openState({ state }: Incident): Incident["before"] {
  return state === "unknown" || state === "resolved"
    ? undefined
    : (after(state, "sees") as Incident["before"]);
}
