// A cluster and its running watches, put together.
import type { Clock } from "#src/base/clock.ts";
import type { UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { createActions } from "./act/create-actions.ts";
import type { ClusterConnection, Snapshot } from "./cluster.ts";
import { createCredentials, type LoadCredentials } from "./connection/credentials.ts";
import type { Abilities } from "./connection/encoding.ts";
import { explainFailure } from "./connection/explain-failure.ts";
import { createApiServer } from "./connection/request.ts";
import { createFreshReads } from "./read/fresh-reads.ts";
import { createReads } from "./read/reads.ts";
import { createTell } from "./read/tell-reading.ts";
import { type Resource, resources } from "./resources.ts";
import { daemonSetCodec, leaseCodec, nodeCodec, podCodec } from "./watch/codecs.ts";
import { reachOf } from "./watch/reach.ts";
import { createReflector, defaultTuning, type Reflector, type Tuning } from "./watch/reflector.ts";
import type { Codec } from "./wire/watch-event.ts";

type Options = {
  readonly name: string;
  /** Path of a kubeconfig; without it and without `inCluster`, kubectl's default places are searched. */
  readonly kubeconfig?: string | undefined;
  /** The kubeconfig's current context when absent. */
  readonly context?: string | undefined;
  readonly inCluster?: boolean | undefined;
  readonly nodeNetworks?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly tuning?: Partial<Tuning>;
  readonly load?: LoadCredentials;
};

/** Returns at once and never throws: a cluster that cannot be reached says so in `snapshot().reach`. */
export function connectCluster(options: Options): ClusterConnection {
  const { name, clock, log } = options;
  const { kubeconfig, context, inCluster = false, nodeNetworks = [], load } = options;
  const request = { kubeconfig, context, inCluster };
  const credentials = createCredentials({ cluster: name, request, clock, log, ...(load && { load }) });
  const api = createApiServer({ credentials, clock });
  const abilities: Abilities = { watchList: true, protobuf: true };
  const tuning = { ...defaultTuning, ...options.tuning };
  const nodes = reflect(resources.nodes, nodeCodec);
  const pods = reflect(resources.pods, podCodec);
  const daemonSets = reflect(resources.daemonSets, daemonSetCodec);
  const leases = reflect(resources.leases, leaseCodec);
  const reflectors: readonly Reflector<unknown>[] = [nodes, pods, daemonSets, leases];
  const told = createTell({ cluster: name, explain });

  return {
    name,
    server: api.server,
    nodeNetworks,
    snapshot,
    settled: (signal) => settled(reflectors, signal),
    ...createReads({ cluster: name, api, told, now: clock.now }),
    ...createFreshReads({ cluster: name, api, told }),
    ...createActions({ cluster: name, api, told, explain }),
    start: () => {
      for (const each of reflectors) each.start();
    },
    stop: async () => {
      credentials.stop();
      await Promise.all(reflectors.map((each) => each.stop()));
      api.close();
    },
  };

  function reflect<T>(resource: Resource, codec: Codec<T>): Reflector<T> {
    const explainReading: typeof explain = (error, signal) => explain(error, signal, resource);
    return createReflector({
      api,
      resource,
      codec,
      abilities,
      clock,
      log,
      tuning,
      explain: explainReading,
    });
  }

  function explain(error: unknown, signal: AbortSignal, reading?: Resource): Promise<UnreachableError> {
    const endpoint = credentials.current();
    return explainFailure(error, { cluster: name, endpoint, clock, signal, ...(reading && { reading }) });
  }

  function snapshot(): Snapshot {
    return {
      nodes: nodes.records(),
      pods: pods.records(),
      daemonSets: daemonSets.records(),
      leases: leases.records(),
      reach: reachOf(reflectors, clock.now()),
    };
  }
}

/** One failure is an answer for all: whoever waits wants to tell somebody. */
function settled(reflectors: readonly Reflector<unknown>[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      signal.removeEventListener("abort", finish);
      resolve();
    };
    signal.addEventListener("abort", finish, { once: true });
    const failed = reflectors.map(({ settled, state }) =>
      settled.then(() => {
        if (state().state === "broken") finish();
      }),
    );
    void Promise.all(failed).then(finish);
  });
}
