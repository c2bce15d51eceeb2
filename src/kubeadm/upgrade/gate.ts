// A gate: what must be so before an upgrade, how it stands, and what would mend it. Every gate is a pure function of the facts.

export type Gate = {
  /** What it is about, a few words. */
  readonly about: string;
  /** `unknown`: nobody could look. */
  readonly state: "passed" | "warned" | "blocking" | "unknown";
  /** What was seen. */
  readonly said: string;
  /** What somebody can do about it; a line that can be typed where there is one. */
  readonly mend?: string | undefined;
};

export function passed(about: string, said: string): Gate {
  return { about, state: "passed", said };
}

export function warned(about: string, said: string, mend?: string): Gate {
  return { about, state: "warned", said, mend };
}

export function blocking(about: string, said: string, mend?: string): Gate {
  return { about, state: "blocking", said, mend };
}

export function unknown(about: string, said: string, mend?: string): Gate {
  return { about, state: "unknown", said, mend };
}

const order = ["blocking", "warned", "unknown", "passed"] as const;

/** Worst first. */
export function worstFirst(gates: readonly Gate[]): readonly Gate[] {
  return gates.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
}

export function withState(gates: readonly Gate[], state: Gate["state"]): readonly Gate[] {
  return gates.filter((gate) => gate.state === state);
}
