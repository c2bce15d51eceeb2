// Hosts without a fence, for tests that are about something else: only tests have them.
import type { Hosts } from "#src/hosts/host.ts";
import { type ClusterHosts, createHosts, type HostsParts } from "#src/hosts/hosts.ts";

export type UnfencedHosts = ClusterHosts & Hosts;

/** Whatever is asked of them is sent. */
export function createUnfencedHosts(parts: HostsParts): UnfencedHosts {
  const hosts = createHosts(parts);
  return { ...hosts, ...hosts.fenced(() => undefined) };
}
