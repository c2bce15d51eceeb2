// What a verb of the lab's command line is.

export type Verb = {
  /** The arguments, as the help prints them. */
  readonly usage: string;
  readonly summary: string;
  /** Answers the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
};
