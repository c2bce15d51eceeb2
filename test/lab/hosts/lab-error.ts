// A failure of the lab that somebody can act on: one line that names the object, and what to do next.

/** `exitCode` 2 says "type it differently", 1 says "the machine or a host is not as it must be". */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
