// What each event makes of an incident: one table, printed in docs/alerts.md.

export const states = ["pending", "firing", "acknowledged", "silenced", "unknown", "resolved"] as const;
export type State = (typeof states)[number];

export const events = [
  /** Seen for as long as its rule asks. */
  "lasts",
  /** More severe than before. */
  "worsens",
  /** Not seen for longer than the hold-down. */
  "clears",
  /** The cluster, or the reading that the rule needs, cannot be had. */
  "blinds",
  /** Seen again after that. */
  "sees",
  "acknowledges",
  "unacknowledges",
  "silences",
  /** A silence ended, was removed, or covers less than it has become. */
  "unsilences",
] as const;
export type Event = (typeof events)[number];

/** `before`: what it was when it became unknown. What is absent changes nothing. */
export const table = {
  pending: { lasts: "firing", silences: "silenced", clears: "resolved" },
  firing: { acknowledges: "acknowledged", silences: "silenced", blinds: "unknown", clears: "resolved" },
  acknowledged: {
    worsens: "firing",
    unacknowledges: "firing",
    silences: "silenced",
    blinds: "unknown",
    clears: "resolved",
  },
  silenced: { acknowledges: "acknowledged", unsilences: "firing", blinds: "unknown", clears: "resolved" },
  unknown: { sees: "before", clears: "resolved" },
  resolved: { lasts: "firing" },
} as const satisfies Record<State, Partial<Record<Event, State | "before">>>;

/** The state that follows; the same when the event means nothing there. */
export function after(state: State, event: Event, before: State = "firing"): State {
  const row: Partial<Record<Event, State | "before">> = table[state];
  const next = row[event] ?? state;
  return next === "before" ? before : next;
}
