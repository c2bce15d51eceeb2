// One line of the table: what was measured, how much it scatters, and whether that is what we aim for.
import { type Spread, spreadOf } from "./statistics.ts";

export type Row = {
  readonly what: string;
  readonly measured: Spread;
  readonly unit: Unit;
  /** The two sides of a ratio, or what else helps to read the number. */
  readonly of?: string;
  /** In the same unit; less is better everywhere. Absent where a number only informs. */
  readonly aim?: number;
};

export type Unit = "x" | "ms" | "MB" | "bytes";

/** How many runs make a median; a smoke run only shows that everything works. */
export type Effort = { readonly quick: boolean; readonly runs: number };

export type Bench = (effort: Effort) => Promise<readonly Row[]>;

type Compared = {
  readonly what: string;
  readonly aim?: number;
  readonly ours: readonly number[];
  readonly peers: readonly number[];
};

/** The n-th of ours ran beside the n-th of the peers: they shared whatever else the machine did. */
export function ratioRow({ what, aim, ours, peers }: Compared): Row {
  const pairs = ours.map((value, index) => value / (peers[index] ?? Number.NaN));
  const [mine, other] = [spreadOf(ours), spreadOf(peers)];
  return {
    what,
    unit: "x",
    measured: { ...spreadOf(pairs), median: mine.median / other.median },
    of: `${format(mine.median, "ms")} against ${format(other.median, "ms")}`,
    ...(aim !== undefined && { aim }),
  };
}

export function format(value: number, unit: Unit): string {
  if (unit === "x") return `${value.toFixed(2)}x`;
  const digits = unit === "ms" && value < 1 ? 3 : unit === "ms" && value < 10 ? 2 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}
