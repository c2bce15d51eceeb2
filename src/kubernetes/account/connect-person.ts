// A person's own way into a cluster, for setting Wheelhouse up: what they may do there, they do here. No bot ever gets it.
import { systemClock } from "#src/base/clock.ts";
import { BotError, RefusedError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { readBody } from "../connection/body.ts";
import { createCredentials, type LoadCredentials } from "../connection/credentials.ts";
import type { Endpoint } from "../connection/endpoint.ts";
import { type Advise, explainFailure } from "../connection/explain-failure.ts";
import { AnsweredError } from "../connection/failure.ts";
import { type Change, createApiServer } from "../connection/request.ts";

export type Person = {
  /** Where the API server is and who asks; throws UnreachableError without one. Holds secrets. */
  readonly endpoint: () => Promise<Endpoint>;
  /**
   * The JSON that comes back. Throws RefusedError where the server says no, UnreachableError where it does not answer; both
   * name `what` was wanted.
   */
  readonly ask: (what: string, path: string, change?: Sent) => Promise<unknown>;
  /** The same; undefined where nothing is there. */
  readonly find: (what: string, path: string) => Promise<unknown>;
  readonly stop: () => void;
};

export type Sent = Pick<Change, "method" | "contentType" | "body">;

type Options = {
  /** What the cluster is called where it does not answer. */
  readonly name: string;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** The account of the pod that this runs in. */
  readonly inCluster?: boolean | undefined;
  readonly load?: LoadCredentials | undefined;
  readonly advise?: Advise;
};

/** As long as a person waits for each answer. */
const withinMs = 15_000;
const limitBytes = 1024 * 1024;

export function connectPerson({
  name,
  kubeconfig,
  context,
  inCluster = false,
  load,
  advise,
}: Options): Person {
  const request = { kubeconfig, context, inCluster };
  const shared = { clock: systemClock, log: silentLog };
  const credentials = createCredentials({ cluster: name, request, ...shared, ...(load && { load }) });
  const api = createApiServer({ credentials, clock: systemClock });
  return { endpoint: credentials.get, ask, find, stop };

  async function find(what: string, path: string): Promise<unknown> {
    try {
      return await read(path);
    } catch (error) {
      if (error instanceof AnsweredError && error.status === 404) return undefined;
      throw await explain(what, error);
    }
  }

  async function ask(what: string, path: string, change?: Sent): Promise<unknown> {
    try {
      return await read(path, change);
    } catch (error) {
      throw await explain(what, error);
    }
  }

  async function read(path: string, change?: Sent): Promise<unknown> {
    const signal = AbortSignal.timeout(withinMs);
    const answer = await api.open(path, {
      signal,
      ...(change && { change: { ...change, leaving: () => undefined } }),
    });
    const body = await readBody(answer, { limitBytes, signal });
    return JSON.parse(body.toString("utf8"));
  }

  async function explain(what: string, error: unknown): Promise<BotError> {
    if (error instanceof BotError) return error;
    if (error instanceof AnsweredError && error.status !== 401 && error.status < 500)
      return new RefusedError(`${what}: the API server says no: ${error.said || error.status}`, {
        cause: error,
        hint:
          error.status === 403 ? "use a context that may do everything, as kubeadm's admin.conf" : undefined,
      });
    const signal = AbortSignal.timeout(withinMs);
    return explainFailure(error, {
      cluster: name,
      endpoint: credentials.current(),
      clock: systemClock,
      signal,
      advise,
    });
  }

  function stop(): void {
    credentials.stop();
    api.close();
  }
}
