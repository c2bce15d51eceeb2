// Whether a machine has room enough by now, which is when cleaning stops.
import type { HostView } from "#src/hosts/host.ts";
import { limitsOf, sayRoom, shortOf } from "./limits.ts";

export type Room = {
  readonly isEnough: boolean;
  /** `3.4Gi of 15.6Gi free on /, 1.0Gi until the kubelet evicts pods`. */
  readonly said: string;
};

const kubeletDefaults = { hard: undefined, mergesDefaults: false };

/** @throws UnreachableError, or RefusedError when it cannot be read */
export async function roomOn(host: HostView, signal: AbortSignal): Promise<Room> {
  const [disks, eviction] = await Promise.all([
    host.read("disks", signal),
    host.read("kubeletEviction", signal),
  ]);
  const limits = limitsOf(disks, eviction ?? kubeletDefaults);
  const nearest = limits.find(({ below }) => below > 0);
  return { isEnough: shortOf(limits).length === 0, said: nearest ? sayRoom(nearest) : "" };
}
