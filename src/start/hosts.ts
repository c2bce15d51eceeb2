// The machines of every cluster, each cluster with its own way in.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Environment } from "#src/config/environment.ts";
import type { Settings } from "#src/config/settings.ts";
import { type ClusterHosts, createHosts } from "#src/hosts/hosts.ts";
import type { Store } from "#src/store/store.ts";

type Given = {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly store: Pick<Store, "hosts">;
  readonly clock: Clock;
  readonly log: Log;
};

export type AllHosts = {
  readonly of: (cluster: string) => ClusterHosts;
  readonly close: () => void;
};

export function createAllHosts({ settings, environment, store, clock, log }: Given): AllHosts {
  const all = new Map(
    Object.entries(settings.clusters).map(([cluster, configured]) => {
      const { ssh, hosts = {} } = configured;
      const ours = { agentSocket: environment.sshAgent, pins: store.hosts, now: clock.now, log };
      return [cluster, createHosts({ ...configured, ssh, hosts, cluster, ...ours })];
    }),
  );
  return {
    of(cluster) {
      const found = all.get(cluster);
      if (!found) throw new Error(`${cluster} is not configured`);
      return found;
    },
    close: () => all.forEach((hosts) => void hosts.close()),
  };
}
