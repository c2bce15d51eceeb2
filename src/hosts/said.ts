// What a program on a host said.

/** What a program said and how it ended. */
export type Said = {
  readonly stdout: string;
  readonly stderr: string;
  /** As a shell tells it: 128 and more for a signal. */
  readonly code: number;
  /** Something is missing in the middle of `stdout` or `stderr`, as there was more than we keep. */
  readonly cut: boolean;
};
