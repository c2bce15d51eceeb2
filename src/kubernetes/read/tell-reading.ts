// What went wrong with a reading, in words that name what was asked.
import { BotError, ForbiddenError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import { AnsweredError, TooManyError } from "../connection/failure.ts";

/** Waits for a reading of `what` ("pod a/b on home") and rejects with a BotError only. */
export type Tell = <T>(what: string, signal: AbortSignal, reading: Promise<T>) => Promise<T>;

type Options = {
  readonly cluster: string;
  readonly explain: (error: unknown, signal: AbortSignal) => Promise<UnreachableError>;
};

export function createTell({ cluster, explain }: Options): Tell {
  return async (what, signal, reading) => {
    try {
      return await reading;
    } catch (error) {
      if (error instanceof BotError) throw error;
      if (signal.aborted) throw lateError(what, cluster, error);
      throw refusalOf(what, error) ?? troubleOf(what, error) ?? (await explain(error, signal));
    }
  };
}

// The signal is how long a person is made to wait.
function lateError(what: string, cluster: string, cause: unknown): UnreachableError {
  return new UnreachableError(`cannot reach ${cluster}: ${what} did not come in time`, { cause });
}

// The server is well and says no: that is about the request, not about reaching it.
function refusalOf(what: string, cause: unknown): RefusedError | undefined {
  if (cause instanceof TooManyError) {
    return new RefusedError(`${what}: more than ${cause.limit} ${cause.resource}`, {
      cause,
      hint: "ask about one namespace",
    });
  }
  if (!(cause instanceof AnsweredError)) return undefined;
  const { status, said } = cause;
  if (status === 404) return new RefusedError(`${what}: not found`, { cause });
  if (isJustStarted(cause))
    return new ForbiddenError(`${what}: the API server has just started, and does not know its roles yet`, {
      cause,
    });
  if (status === 403) {
    return new ForbiddenError(`${what}: Wheelhouse may not read it${said ? ` (${said})` : ""}`, {
      cause,
      hint: "grant Wheelhouse the ClusterRole in deploy/",
    });
  }
  if (status === 400 || status === 409 || status === 422) {
    return new RefusedError(`${what}: ${said || `the API server answers ${status}`}`, { cause });
  }
  return undefined;
}

/**
 * A server that has just started knows no roles for some seconds, not even those that it makes itself, and forbids everything. Its
 * Status has no code for that, so its words have to do.
 */
function isJustStarted({ status, said }: AnsweredError): boolean {
  return status === 403 && /clusterrole\S* "system:(?:discovery|public-info-viewer)" not found/.test(said);
}

// The server answers, but cannot do this: a kubelet it asks is away, or it is itself in trouble.
function troubleOf(what: string, cause: unknown): UnreachableError | undefined {
  if (!(cause instanceof AnsweredError)) return undefined;
  if (cause.status < 500) return undefined;
  const { status, said } = cause;
  return new UnreachableError(`${what}: the API server answers ${status}${said ? `: ${said}` : ""}`, {
    cause,
  });
}
