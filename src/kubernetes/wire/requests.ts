// What the scheduler reserves for a pod, as k8s.io/component-helpers/resource.PodRequests counts it.
import type { Amounts } from "../objects.ts";
import { shareAmounts } from "./share.ts";

export type InitRequests = {
  readonly requests: Amounts;
  /** A sidecar: an init container with restartPolicy Always, which goes on running. */
  readonly restartable: boolean;
};

type Spec = {
  readonly containers: readonly Amounts[];
  readonly initContainers: readonly InitRequests[];
  /** spec.resources.requests; undefined without pod-level resources. */
  readonly podLevel: Amounts | undefined;
  readonly overhead: Amounts | undefined;
};

export function podRequests({ containers, initContainers, podLevel, overhead }: Spec): Amounts {
  const total: Record<string, number> = {};
  for (const each of containers) add(total, each);
  if (initContainers.length > 0) countInit(total, initContainers);
  if (podLevel !== undefined) overrideWith(total, podLevel);
  if (overhead !== undefined) add(total, overhead);
  for (const name in total) total[name] = withoutFloatNoise(total[name] ?? 0);
  return shareAmounts(total);
}

// Init containers run one by one beside the sidecars that started before them; sidecars also count with the others.
function countInit(total: Record<string, number>, initContainers: readonly InitRequests[]): void {
  const sidecars: Record<string, number> = {};
  const peak: Record<string, number> = {};
  for (const { requests, restartable } of initContainers) {
    if (restartable) {
      add(total, requests);
      add(sidecars, requests);
      raise(peak, sidecars);
      continue;
    }
    const alone: Record<string, number> = { ...sidecars };
    add(alone, requests);
    raise(peak, alone);
  }
  raise(total, peak);
}

// Only these may be set for a pod as a whole; the API server refuses others.
function overrideWith(total: Record<string, number>, podLevel: Amounts): void {
  for (const name in podLevel) {
    const supported = name === "cpu" || name === "memory" || name.startsWith("hugepages-");
    if (supported) total[name] = podLevel[name] ?? 0;
  }
}

function add(total: Record<string, number>, amounts: Amounts): void {
  for (const name in amounts) total[name] = (total[name] ?? 0) + (amounts[name] ?? 0);
}

function raise(total: Record<string, number>, amounts: Amounts): void {
  for (const name in amounts) total[name] = Math.max(total[name] ?? 0, amounts[name] ?? 0);
}

/** 0.1 + 0.2 cores are 0.3. */
export function withoutFloatNoise(amount: number): number {
  return Number.isInteger(amount) ? amount : Math.round(amount * 1e9) / 1e9;
}
