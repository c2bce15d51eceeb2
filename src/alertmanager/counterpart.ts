// What stands in an Alertmanager for one silence that was made in chat, as plain data. Times are epoch milliseconds.

export type Counterpart = {
  /** Its wish's. */
  readonly id: string;
  readonly cluster: string;
  /** `owed`: to be made there; `made`: it is there; `over`: ended, by us, by its time or by somebody there. */
  readonly state: "owed" | "made" | "over";
  readonly bornAt: number;
  /** Alertmanager's id of it. */
  readonly theirs?: string | undefined;
  /** When it ends there. */
  readonly endsAt?: number | undefined;
  /** Why the last try came to nothing. */
  readonly trouble?: string | undefined;
};

/** Alertmanager's silences have an end; one until it clears is moved on while it lasts, and ends by itself when we do. */
export const clearForMs = 6 * 3_600_000;

/** When it is to end there, as of now. */
export function endOf(until: number | "clear", now: number): number {
  return until === "clear" ? now + clearForMs : until;
}

/** Whether the end of one until it clears has to be moved on. */
export function isDue({ endsAt = 0 }: Counterpart, until: number | "clear", now: number): boolean {
  return until === "clear" && endsAt - now < clearForMs / 2;
}
