// Which state of a campaign follows which: all there is about it, as one table.

/** A campaign never fails: it stops and asks, and whoever is asked goes on, skips the stage or abandons it. */
export const states = ["running", "waiting", "paused", "succeeded", "abandoned"] as const;
export type State = (typeof states)[number];

export type Event = "moves" | "waits" | "pauses" | "continues" | "ends" | "abandons";

const table: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>> = {
  running: {
    moves: "running",
    waits: "waiting",
    pauses: "paused",
    ends: "succeeded",
    abandons: "abandoned",
  },
  waiting: {
    moves: "running",
    waits: "waiting",
    pauses: "paused",
    continues: "waiting",
    ends: "succeeded",
    abandons: "abandoned",
  },
  // What is under way in a paused campaign goes on to its end, and nothing more begins.
  paused: { continues: "waiting", abandons: "abandoned" },
  succeeded: {},
  abandoned: {},
};

/** Undefined where nothing comes of it. */
export function after(state: State, event: Event): State | undefined {
  return table[state][event];
}

export function isOver(state: State): boolean {
  return Object.keys(table[state]).length === 0;
}

export const openStates: readonly State[] = states.filter((state) => !isOver(state));
