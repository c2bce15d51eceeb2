// What can go wrong between Wheelhouse and an API server, before it is put into words for people.

export type Cause = {
  /** Machine-readable: `NamespaceTerminating`, `DisruptionBudget`, `FieldValueInvalid`; or "". */
  readonly reason: string;
  readonly message: string;
  /** `metadata.uid`, or "". */
  readonly field: string;
};

/** The API server answered, and not with success. Its own words are data for people, never matched. */
export class AnsweredError extends Error {
  readonly status: number;
  /** Machine-readable reason of the Status body (`Forbidden`, `Expired`), or "". */
  readonly reason: string;
  readonly said: string;
  readonly retryAfterMs: number | undefined;
  /** Of the Status' details: what exactly stands against it. */
  readonly causes: readonly Cause[];

  constructor(answer: {
    status: number;
    reason?: string;
    said?: string;
    retryAfterMs?: number | undefined;
    causes?: readonly Cause[];
  }) {
    super(`the API server answered ${answer.status}`);
    this.name = "AnsweredError";
    this.status = answer.status;
    this.reason = answer.reason ?? "";
    this.said = answer.said ?? "";
    this.retryAfterMs = answer.retryAfterMs;
    this.causes = answer.causes ?? [];
  }
}

/** The API server knows us and does not let us. */
export function isForbidden(error: unknown): error is AnsweredError {
  return error instanceof AnsweredError && error.status === 403;
}

/** The connection failed before a byte of the request could leave: whatever was asked was not done. `cause` says why. */
export class UnsentError extends Error {
  constructor(cause: unknown) {
    super("the request was not sent", { cause });
    this.name = "UnsentError";
  }
}

/** Nothing came for too long: `answer` is the first byte, `stream` the next one. */
export class SilentError extends Error {
  readonly waitingFor: "answer" | "stream";
  readonly waitedMs: number;

  constructor(waitingFor: "answer" | "stream", waitedMs: number) {
    super(`nothing was heard for ${waitedMs} ms`);
    this.name = "SilentError";
    this.waitingFor = waitingFor;
    this.waitedMs = waitedMs;
  }
}

/** Bytes that are not what they claim to be. */
export class DecodeError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DecodeError";
  }
}

/** More bytes than Wheelhouse is willing to hold. */
export class TooLargeError extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`the answer is larger than ${limitBytes} bytes`);
    this.name = "TooLargeError";
    this.limitBytes = limitBytes;
  }
}

/** More objects than Wheelhouse is willing to hold. */
export class TooManyError extends Error {
  readonly limit: number;
  readonly resource: string;

  constructor(limit: number, resource: string) {
    super(`there are more than ${limit} ${resource}`);
    this.name = "TooManyError";
    this.limit = limit;
    this.resource = resource;
  }
}

/** `code` of a Node or OpenSSL error, looked for through its causes; "" when there is none. */
export function errorCode(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ("code" in each && typeof each.code === "string") return each.code;
    // Happy eyeballs: every address failed, each with its own code.
    if (each instanceof AggregateError) return errorCode(each.errors[0]);
  }
  return "";
}
