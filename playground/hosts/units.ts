// The simulated systemd's units, and its journal.

export type SimulatedUnit = {
  /** `running` until its program ends. */
  state: "running" | "exited" | "failed";
  code: number;
  /** Ended by a signal: its number is in `code`. */
  wasKilled: boolean;
  result: string;
  readonly kill: () => void;
  /** Resolves when its program has ended. */
  readonly ended: Promise<void>;
};

export function createJournal() {
  const lines: { readonly unit: string; readonly text: string }[] = [];
  return {
    write: (unit: string, text: string) => void lines.push({ unit, text }),
    of: (unit: string) =>
      lines
        .filter((line) => line.unit === unit)
        .map(({ text }) => text)
        .join(""),
    all: () => lines.map(({ text }) => text).join(""),
  };
}
