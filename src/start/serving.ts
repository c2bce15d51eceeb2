// What serves a request: the commands, the operations, the incidents, and the bot around them.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ConfigError } from "#src/base/errors.ts";
import { fencedCampaigns } from "#src/campaign/begin.ts";
import { loadCommands } from "#src/command/load.ts";
import { approvalsChannel, approvalsFor, clusterOfChannel } from "#src/config/settings.ts";
import { explainWords } from "#src/diagnosis/explain-words.ts";
import { createCatalogue } from "#src/diagnosis/load-signatures.ts";
import { loadSteps } from "#src/operation/load-steps.ts";
import { createOperations } from "#src/operation/operations.ts";
import type { BotParts } from "#src/request/parts.ts";
import { planAgain } from "#src/request/propose.ts";
import { runScheduled } from "#src/request/run-scheduled.ts";
import { wrongSchedules } from "#src/request/schedule-line.ts";
import { createShow } from "#src/request/show.ts";
import { createScheduler } from "#src/schedule/scheduler.ts";
import type { Slack } from "#src/slack/slack.ts";
import { startAlertmanagers } from "./alertmanagers.ts";
import { startCampaigns } from "./campaigns.ts";
import type { Ground } from "./ground.ts";
import { startIncidents } from "./incidents.ts";

export type Serving = Awaited<ReturnType<typeof prepareServing>>;

/** @throws ConfigError when a schedule types what no schedule may */
export async function prepareServing(ground: Ground, chat: Slack) {
  const { settings, environment, store, clusters, hosts, redact, leaving, clock, log } = ground;
  const rules = {
    policyOf: (cluster: string) => {
      const { expireAfter: expireAfterMs, ...policy } = approvalsFor(settings, cluster);
      return { ...policy, expireAfterMs };
    },
    self: (cluster: string) => (settings.clusters[cluster]?.inCluster ? environment.self : undefined),
  };
  const signatures = createCatalogue(settings.diagnosis?.signatures ?? []);
  const operations = createOperations({
    ...rules,
    explain: (words) => explainWords(signatures(), words),
    steps: await loadSteps(join(import.meta.dirname, "../steps")),
    replan: (operation) => planAgain(parts, operation),
    changed: createShow(chat),
    hosts: hosts.of,
    campaigns: fencedCampaigns({
      tell: ({ id }) => chat.show({ kind: "campaign", id }),
      ...{ store, clock },
    }),
    ...{ store, clusters, clock, log, redact },
  });
  const campaigns = startCampaigns({
    bot: () => parts,
    ...{ store, clusters, operations, chat, redact, clock, log },
  });
  const incidents = startIncidents({
    ...{ settings, store, clusters, signatures, redact, clock, log },
    show: (id) => chat.show({ kind: "incident", id }),
    hosts: hosts.of,
  });
  const alertmanagers = startAlertmanagers(ground, chat, incidents);
  const scheduler = createScheduler({
    ...{ schedules: settings.schedules, store, clock, log },
    run: (schedule, due) => runScheduled(parts, { schedule, due }),
    me: randomUUID(),
  });
  const parts: BotParts = {
    ...rules,
    commands: await loadCommands(join(import.meta.dirname, "../../commands")),
    clusterOfChannel: clusterOfChannel(settings),
    approvalsChannel: (cluster) => approvalsChannel(settings, cluster),
    audit: store,
    schedules: scheduler,
    alertmanagers,
    hosts: hosts.of,
    signatures,
    revealToken: (name, id, until) => {
      const cluster = clusters.find((each) => each.name === name);
      if (!cluster) throw new Error(`${name} is not configured`);
      return cluster.revealToken(id, until);
    },
    access: settings.access,
    leaving: leaving.signal,
    ...{ clusters, operations, campaigns, incidents, chat, clock, log },
  };
  const wrong = wrongSchedules(parts, settings.schedules);
  if (wrong.length > 0) throw new ConfigError(wrong.join("\n"));
  return { parts, operations, campaigns, incidents, alertmanagers, scheduler };
}
