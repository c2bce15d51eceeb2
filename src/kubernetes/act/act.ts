// One change asked of the API server, once; and what came of it in words that say whether it was made.
import { type ApiCall, type Fence, hasPlaceholder } from "#src/base/call.ts";
import { BotError, FenceError, ForbiddenError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import type { Json } from "#src/base/json.ts";
import { fieldManager } from "../actions.ts";
import { AnsweredError, isForbidden, UnsentError } from "../connection/failure.ts";
import type { ApiServer, Change } from "../connection/request.ts";
import { type Resource, resources } from "../resources.ts";

export type Asking = {
  /** What a person would call it: `cordon w3`. */
  readonly what: string;
  readonly resource: Resource;
  /** Exactly what leaves, but for our name as field manager. */
  readonly call: ApiCall;
  /** Words that must appear in no error, whatever the server answers. */
  readonly secrets?: readonly string[];
};

export type Acting = {
  readonly cluster: string;
  readonly api: ApiServer;
  /**
   * Resolves with undefined once the server said that it is done, or with what it answered instead. Rejects with
   * UnreachableError without an answer, and before anything leaves with what the fence throws. There is no other way out for
   * a change, so no verb can forget the fence.
   */
  readonly ask: (asking: Asking, signal: AbortSignal) => Promise<AnsweredError | undefined>;
  /** As `ask`, and rejects with RefusedError, or UnreachableError where the server is in trouble, in words. */
  readonly act: (asking: Asking, signal: AbortSignal) => Promise<void>;
  /** A read that a verb needs: rejects in words too. */
  readonly read: <T>(what: string, signal: AbortSignal, reading: Promise<T>) => Promise<T>;
};

type Options = Pick<Acting, "cluster" | "api" | "read"> & {
  readonly fence: Fence;
  readonly explain: (error: unknown, signal: AbortSignal) => Promise<UnreachableError>;
};

/** As RBAC calls them. */
const verbs = { GET: "get", POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" } as const;

export function createActing({ cluster, api, read, fence, explain }: Options): Acting {
  return { cluster, api, read, ask, act };

  async function act(asking: Asking, signal: AbortSignal): Promise<void> {
    const refusal = await ask(asking, signal);
    if (refusal !== undefined) throw explainRefusal(refusal, asking, cluster);
  }

  async function ask(asking: Asking, signal: AbortSignal): Promise<AnsweredError | undefined> {
    const { call, secrets } = asking;
    const { path, change } = requestFor(call, (sent) => fence(sent, secrets));
    try {
      // Whose time is over sends nothing, and that is no breach.
      if (signal.aborted) throw new UnsentError(signal.reason);
      change.leaving();
      const answer = await api.open(path, { signal, change });
      // The head says that it was made; nobody needs the rest.
      answer.destroy();
      return undefined;
    } catch (error) {
      if (error instanceof AnsweredError && error.status !== 401) return withoutSecrets(error, asking);
      throw await explainSilence(error, asking, signal);
    }
  }

  async function explainSilence(error: unknown, { what }: Asking, signal: AbortSignal): Promise<BotError> {
    if (error instanceof RefusedError || error instanceof FenceError) return error;
    if (error instanceof UnsentError && error.cause instanceof FenceError) return error.cause;
    const trouble = await troubleOf(error, signal);
    const never = error instanceof UnsentError || error instanceof BotError || error instanceof AnsweredError;
    const fate = never ? "nothing was changed" : "it is not known whether the change was made";
    return new UnreachableError(`${trouble.message}; ${fate}: ${what}`, { hint: trouble.hint, cause: error });
  }

  async function troubleOf(error: unknown, signal: AbortSignal): Promise<BotError> {
    if (error instanceof BotError) return error;
    if (signal.aborted) return new UnreachableError(`cannot reach ${cluster}: no answer came in time`);
    return explain(error instanceof UnsentError ? error.cause : error, signal);
  }
}

/** The server answered, and it was no. */
export function explainRefusal(error: AnsweredError, asking: Asking, cluster: string): BotError {
  const cannot = `cannot ${asking.what} on ${cluster}`;
  if (error.status >= 500 && !isFinal(error, asking)) {
    const said = `the API server answers ${error.status}${error.said ? `: ${error.said}` : ""}`;
    const fate = "it is not known whether the change was made";
    return new UnreachableError(`${cannot}: ${said}; ${fate}`, { cause: error });
  }
  const Refusal = isForbidden(error) ? ForbiddenError : RefusedError;
  return new Refusal(`${cannot}: ${reasonOf(error)}`, { hint: hintFor(error, asking), cause: error });
}

// This is how the eviction API says that more than one budget selects the pod: a Status with a code and no reason.
function isFinal({ status, reason, said }: AnsweredError, { resource }: Asking): boolean {
  return resource === resources.podEvictions && status === 500 && reason === "" && said !== "";
}

function reasonOf({ status, reason, said, causes }: AnsweredError): string {
  const why = said || `the API server answers ${status}`;
  // A patch that carries another uid is answered so, and not with a conflict.
  if (status === 422 && causes.some(({ field }) => field === "metadata.uid")) {
    return "another of the same name has taken its place since it was read";
  }
  if (status === 404 || status === 410) return `it is not there (${why})`;
  if (status === 409 && reason !== "AlreadyExists") return `it has changed since it was read (${why})`;
  if (status === 429) return `the API server is busy (${why})`;
  if (status === 403) return `Wheelhouse may not (${why})`;
  return why;
}

function hintFor({ status }: AnsweredError, { call, resource }: Asking): string | undefined {
  if (status === 429) return "try again in a moment; nothing was changed";
  if (status !== 403) return undefined;
  const { group, resource: type, namespace } = resource;
  const name = group === "" ? type : `${type}.${group}`;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  return `grant Wheelhouse ${verbs[call.method]} on ${name}${place}: the acting roles in deploy/base/rbac.yaml do`;
}

type Request = { readonly path: string; readonly change: Change };

/** What the fence is shown is read from the very text that is sent: an object may read otherwise the next time. */
function requestFor({ method, path, body }: ApiCall, check: (sent: ApiCall) => void): Request {
  // What a verb forgot to fill would name an object that nobody meant.
  if (method === "GET" || hasPlaceholder(path)) throw new RefusedError(`"${method} ${path}" changes nothing`);
  const contentType = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json";
  const query = method === "DELETE" ? "" : `?fieldManager=${fieldManager}`;
  const text = JSON.stringify(body);
  const sent: ApiCall = {
    at: "api",
    method,
    path,
    ...(text !== undefined && { body: JSON.parse(text) as Json }),
  };
  const leaving = () => check(sent);
  return { path: `${path}${query}`, change: { method, contentType, body: text, leaving } };
}

function withoutSecrets(error: AnsweredError, { secrets = [] }: Asking): AnsweredError {
  if (secrets.length === 0) return error;
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), error.said);
  const { status, reason, retryAfterMs } = error;
  return new AnsweredError({ status, reason, said, retryAfterMs });
}
