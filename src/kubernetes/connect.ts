// A cluster and its running watches, put together.
import type { Clock } from "#src/base/clock.ts";
import type { UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { createActions } from "./act/create-actions.ts";
import type { ClusterConnection, ClusterView, TokenSecrets } from "./cluster.ts";
import { readCertificates } from "./connection/certificates.ts";
import { createCredentials, type LoadCredentials } from "./connection/credentials.ts";
import type { Abilities } from "./connection/encoding.ts";
import { type Advise, explainFailure } from "./connection/explain-failure.ts";
import { createApiServer } from "./connection/request.ts";
import type { CertificateEnd, ChangedHostKey } from "./facts.ts";
import type { Node } from "./objects.ts";
import { createProber } from "./prober.ts";
import { onRequest, type ProbeName } from "./probes.ts";
import { createFreshReads } from "./read/fresh-reads.ts";
import { createKubeletReads } from "./read/kubelets.ts";
import { createListReads } from "./read/list-reads.ts";
import { createReads } from "./read/reads.ts";
import { createTokenSecrets } from "./read/reveal-token.ts";
import { readStorageSizes } from "./read/storage-sizes.ts";
import { createTell } from "./read/tell-reading.ts";
import type { Resource } from "./resources.ts";
import { defaultTuning, type Tuning } from "./watch/tuning.ts";
import { createWatching } from "./watch/watching.ts";

type Options = {
  readonly name: string;
  /** Path of a kubeconfig; without it and without `inCluster`, kubectl's default places are searched. */
  readonly kubeconfig?: string | undefined;
  /** The kubeconfig's current context when absent. */
  readonly context?: string | undefined;
  readonly inCluster?: boolean | undefined;
  readonly nodeNetworks?: readonly string[] | undefined;
  /** Whether kubelets are asked what they measure, through the API server. */
  readonly kubelets?: boolean | undefined;
  /** What to do where the API server cannot be reached; nothing is said of it when left out. */
  readonly advise?: Advise;
  /** Which of its machines show another SSH key than the approved one; not read when left out. */
  readonly hostKeys?: (signal: AbortSignal) => Promise<readonly ChangedHostKey[]>;
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
  const watching = createWatching({ api, abilities, clock, log, tuning, explain });
  const told = createTell({ cluster: name, explain });
  const reads = createReads({ cluster: name, api, told, now: clock.now });
  const freshReads = createFreshReads({ cluster: name, api, told });
  const nodes = async (signal: AbortSignal) => (await watchedNodes(signal)).map((node) => node.name);
  const probed = {
    ...{ ...freshReads, ...reads, certificates },
    hostKeys: options.hostKeys ?? (async () => []),
    ...createKubeletReads({ cluster: name, api, told, nodes, clock }),
    storageSizes: (signal: AbortSignal) =>
      told(`the size of etcd on ${name}`, signal, readStorageSizes(api, signal)),
  };
  const off: readonly ProbeName[] = [
    ...(options.kubelets ? [] : onRequest),
    ...(options.hostKeys ? [] : (["hostKeys"] as const)),
  ];
  const prober = createProber({ cluster: name, reads: probed, off, clock, log });

  const view: ClusterView & TokenSecrets = {
    name,
    server: api.server,
    nodeNetworks,
    snapshot: watching.snapshot,
    watches: watching.watches,
    settled: watching.settled,
    probes: prober.readings,
    probesOff: off,
    probe: prober.probe,
    ...reads,
    ...createListReads({ cluster: name, api, told }),
    ...freshReads,
    ...createTokenSecrets({ cluster: name, api, told }),
  };

  return {
    ...view,
    fenced: (fence) => ({ ...view, ...createActions({ cluster: name, api, told, explain, fence }) }),
    start: () => {
      watching.start();
      prober.start();
    },
    stop: async () => {
      credentials.stop();
      await Promise.all([prober.stop(), watching.stop()]);
      api.close();
    },
  };

  /** Only while they are known is a reading of each whole. */
  async function watchedNodes(signal: AbortSignal): Promise<readonly Node[]> {
    await watching.settled(signal);
    const { nodes, reach } = watching.snapshot();
    if (reach.state === "unreachable") throw reach.error;
    return nodes;
  }

  async function certificates(signal: AbortSignal): Promise<readonly CertificateEnd[]> {
    const endpoint = await credentials.get();
    const ends = await readCertificates(endpoint, await watchedNodes(signal), signal);
    // What is mounted into a pod is replaced there long before it ends.
    return inCluster ? ends.filter(({ of }) => of !== "Wheelhouse") : ends;
  }

  function explain(error: unknown, signal: AbortSignal, reading?: Resource): Promise<UnreachableError> {
    const endpoint = credentials.current();
    const { advise } = options;
    return explainFailure(error, {
      cluster: name,
      endpoint,
      clock,
      signal,
      advise,
      ...(reading && { reading }),
    });
  }
}
