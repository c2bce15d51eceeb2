// What everything else stands on: the log, the database, the clusters and the connection to Slack.

import { type Clock, systemClock } from "#src/base/clock.ts";
import { createLog, type Log } from "#src/base/log.ts";
import { createRedactor } from "#src/base/redact.ts";
import type { Config } from "#src/config/config.ts";
import { secretsOf } from "#src/config/environment.ts";
import { advise } from "#src/kubeadm/advise.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { connectSlack } from "#src/slack/connect.ts";
import type { SlackPace } from "#src/slack/pace.ts";
import { openStore } from "#src/store/open.ts";
import { createStorage } from "#src/store/storage.ts";
import { createAllHosts } from "./hosts.ts";

export type Given = {
  readonly config: Config;
  /** Where this Slack takes another than Slack's own. */
  readonly pace?: SlackPace | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
};

export type Ground = Awaited<ReturnType<typeof layGround>>;

/** @throws ConfigError when the database cannot be opened */
export async function layGround({
  config: { settings, environment },
  pace,
  clock = systemClock,
  log: given,
}: Given) {
  const redact = createRedactor(secretsOf(environment));
  const log = given ?? createLog({ level: environment.logLevel, redact });
  const store = await openStore(environment.database);
  const hosts = createAllHosts({ settings, environment, store, clock, log });
  const clusters = Object.entries(settings.clusters).map(
    ([name, { kubeconfig, context, inCluster, nodeNetworks, kubelets }]) =>
      connectCluster({
        ...{ name, kubeconfig, context, inCluster, nodeNetworks, kubelets, advise, clock, log },
        hostKeys: hosts.of(name).changedKeys,
      }),
  );
  return {
    ...{ settings, environment, redact, log, clock, store, clusters, hosts },
    slack: connectSlack({ credentials: { mode: settings.slack.mode, ...environment }, pace, clock, log }),
    storage: createStorage({ store, clock, log }),
    /** Aborts when the bot stops and has waited long enough for what is being served. */
    leaving: new AbortController(),
  };
}
