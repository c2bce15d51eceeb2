// The simulated systemd's units, and its journal.

export type SimulatedUnit = {
  /** systemd gives each start another one. */
  readonly invocation: string;
  /** `running` until its program ends. */
  state: "running" | "exited" | "failed";
  code: number;
  /** Ended by a signal: its number is in `code`. */
  wasKilled: boolean;
  result: string;
  readonly kill: () => void;
  /** What it has said should be done once it has stopped. */
  stopped: () => Promise<void>;
  /** Resolves when its program has ended. */
  readonly ended: Promise<void>;
};

export function createJournal() {
  const lines: { readonly unit: string; readonly invocation: string; readonly text: string }[] = [];
  return {
    write: (unit: string, invocation: string, text: string) => void lines.push({ unit, invocation, text }),
    of: (unit: string, invocation: string | undefined) =>
      lines
        .filter((line) => line.unit === unit && (invocation ?? line.invocation) === line.invocation)
        .map(({ text }) => text)
        .join(""),
    all: () => lines.map(({ text }) => text).join(""),
  };
}
