// What kubelets measure, read through the API server one node after the other, only where the owner has allowed it.
import type { Clock } from "#src/base/clock.ts";
import { BotError } from "#src/base/errors.ts";
import type { ApiServer } from "../connection/request.ts";
import type { KubeletTraits, VolumeUse } from "../facts.ts";
import { kubeletProxy, resourcePath } from "../resources.ts";
import { readJson } from "./read-json.ts";
import { readSamples } from "./samples.ts";
import type { Tell } from "./tell-reading.ts";

export type KubeletReads = {
  /** Of every claim that a pod has mounted; what was last read of a node that does not answer is kept for two hours. */
  readonly volumes: (signal: AbortSignal) => Promise<readonly VolumeUse[]>;
  readonly kubelets: (signal: AbortSignal) => Promise<readonly KubeletTraits[]>;
};

type Options = {
  readonly cluster: string;
  readonly api: ApiServer;
  readonly told: Tell;
  /** The names of the nodes that there are. */
  readonly nodes: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly clock: Clock;
};

/** Between two nodes: a thousand take a quarter of an hour. */
const restMs = 1_000;
const keptForMs = 2 * 3_600_000;

export function createKubeletReads(options: Options): KubeletReads {
  return {
    volumes: oneAfterTheOther(options, "volumes", readVolumes),
    kubelets: oneAfterTheOther(options, "metrics", readTraits),
  };
}

type ReadNode<T> = (api: ApiServer, node: string, signal: AbortSignal) => Promise<readonly T[]>;

function oneAfterTheOther<T>({ cluster, api, told, nodes, clock }: Options, what: string, read: ReadNode<T>) {
  const known = new Map<string, { readonly at: number; readonly found: readonly T[] }>();
  return async (signal: AbortSignal): Promise<readonly T[]> => {
    const names = await nodes(signal);
    const failures: BotError[] = [];
    for (const [at, node] of names.entries()) {
      if (at > 0) await clock.sleep(restMs, signal);
      signal.throwIfAborted();
      try {
        const reading = read(api, node, signal);
        known.set(node, {
          at: clock.ticks(),
          found: await told(`${what} of ${node} on ${cluster}`, signal, reading),
        });
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        failures.push(error);
      }
    }
    for (const [node, { at }] of known)
      if (!names.includes(node) || clock.ticks() - at > keptForMs) known.delete(node);
    const [first] = failures;
    if (first && failures.length === names.length) throw first;
    return [...known.values()].flatMap(({ found }) => found);
  };
}

/** The fields that are read of https://kubernetes.io/docs/reference/instrumentation/node-metrics/#summary-api-source. */
type WireSummary = {
  readonly pods?: readonly {
    readonly volume?: readonly {
      readonly pvcRef?: { readonly name?: string; readonly namespace?: string };
      readonly capacityBytes?: number;
      readonly availableBytes?: number;
      readonly inodes?: number;
      readonly inodesFree?: number;
    }[];
  }[];
};

async function readVolumes(api: ApiServer, node: string, signal: AbortSignal): Promise<readonly VolumeUse[]> {
  // The border: this path serves a Summary, of which only optional fields are read.
  const { pods = [] } = (await readJson(api, `${proxyTo(node)}/stats/summary`, signal)) as WireSummary;
  return pods
    .flatMap(({ volume = [] }) => volume)
    .flatMap(({ pvcRef, capacityBytes = 0, availableBytes, inodes = 0, inodesFree }) =>
      pvcRef?.name && pvcRef.namespace && capacityBytes > 0 && availableBytes !== undefined
        ? [
            {
              ...{ node, namespace: pvcRef.namespace, claim: pvcRef.name, capacityBytes },
              free: availableBytes / capacityBytes,
              inodesFree: inodes > 0 && inodesFree !== undefined ? inodesFree / inodes : 1,
            },
          ]
        : [],
    );
}

/** kubernetes/pkg/kubelet/metrics/metrics.go: the first is 1 or 2, the second is there only where RuntimeConfig was not answered. */
const cgroups = "kubelet_cgroup_version";
const losing = "kubelet_cri_losing_support";

async function readTraits(
  api: ApiServer,
  node: string,
  signal: AbortSignal,
): Promise<readonly KubeletTraits[]> {
  const samples = await readSamples(api, `${proxyTo(node)}/metrics`, { names: [cgroups, losing], signal });
  const version = samples.find(({ name }) => name === cgroups)?.value;
  const lost = samples.find(({ name }) => name === losing)?.labels.version;
  return [{ node, cgroupVersion: version, runtimeLostAt: lost }];
}

function proxyTo(node: string): string {
  return resourcePath(kubeletProxy, { name: node });
}
