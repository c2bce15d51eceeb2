// The composition root: reads the environment, makes the parts, puts them together, stops them in order.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock } from "./base/clock.ts";
import { ConfigError } from "./base/errors.ts";
import { createLog, type Log } from "./base/log.ts";
import { createRedactor } from "./base/redact.ts";
import { operationCard } from "./card/operation-card.ts";
import { groupsIn } from "./command/authorize.ts";
import { loadCommands } from "./command/load.ts";
import { type Config, loadConfig } from "./config/config.ts";
import { secretsOf } from "./config/environment.ts";
import { approvalsChannel, approvalsFor, clusterOfChannel } from "./config/settings.ts";
import { createCatalogue } from "./diagnosis/load-signatures.ts";
import { renderMetrics } from "./http/metrics.ts";
import { readiness } from "./http/readiness.ts";
import { serveHttp } from "./http/server.ts";
import { connectCluster } from "./kubernetes/connect.ts";
import { loadSteps } from "./operation/load-steps.ts";
import { createOperations } from "./operation/operations.ts";
import { answerAgain } from "./request/again.ts";
import { createBot, requestOf } from "./request/bot.ts";
import { choicesFor } from "./request/choices.ts";
import { createHome } from "./request/home.ts";
import { createInFlight } from "./request/in-flight.ts";
import type { BotParts } from "./request/parts.ts";
import { planAgain } from "./request/propose.ts";
import { createShow } from "./request/show.ts";
import { connectSlack } from "./slack/connect.ts";
import { createDispatch } from "./slack/dispatch.ts";
import { createReceipts } from "./slack/receipts.ts";
import { createSlack } from "./slack/slack.ts";
import { incidentCards, startIncidents } from "./start/incidents.ts";
import { openStore } from "./store/open.ts";
import { createStorage } from "./store/storage.ts";

/** For lines that are being served; half of it again for messages on their way. deploy/ gives the process 45 s. */
const graceMs = 20_000;

export type Wheelhouse = {
  readonly port: number;
  /** Resolves when every cluster's first lists are complete or have failed. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
  /** Waits for what is under way, `graceMs` at most; what is unfinished then is owed after the next start. */
  readonly stop: (graceMs?: number) => Promise<void>;
};

type Options = {
  readonly config: Config;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly signal?: AbortSignal;
};

/**
 * Starts everything and resolves when Slack listens.
 * @throws ConfigError when a token is refused, the port is taken or the database cannot be opened
 */
export async function startWheelhouse({
  config: { settings, environment },
  clock = systemClock,
  log: givenLog,
  signal = new AbortController().signal,
}: Options): Promise<Wheelhouse> {
  const redact = createRedactor(secretsOf(environment));
  const log = givenLog ?? createLog({ level: environment.logLevel, redact });
  const { access } = settings;

  const commands = await loadCommands(join(import.meta.dirname, "../commands"));
  const steps = await loadSteps(join(import.meta.dirname, "steps"));
  const store = await openStore(environment.database);
  const clusters = Object.entries(settings.clusters).map(
    ([name, { kubeconfig, context, inCluster, nodeNetworks }]) =>
      connectCluster({ name, kubeconfig, context, inCluster, nodeNetworks, clock, log }),
  );
  const slack = connectSlack({ credentials: { mode: settings.slack.mode, ...environment }, clock, log });
  const team = () => slack.identity().team;
  const cardContext = {
    approvers: [...new Set([...(access.approver ?? []), ...(access.admin ?? [])])],
    approvalsChannel: (cluster: string) => approvalsChannel(settings, cluster),
  };
  const makeOperationCard = async (id: string) => {
    const operation = await store.operations.find(id);
    return operation && operationCard(operation, cardContext);
  };
  const chat = createSlack({
    connection: slack,
    team,
    groups: groupsIn(access),
    makers: { operation: makeOperationCard, incident: incidentCards(settings, store) },
    store,
    clock,
    log,
    redact,
  });
  const rules = {
    policyOf: (cluster: string) => {
      const { expireAfter: expireAfterMs, ...policy } = approvalsFor(settings, cluster);
      return { ...policy, expireAfterMs };
    },
    self: (cluster: string) => (settings.clusters[cluster]?.inCluster ? environment.self : undefined),
  };
  const operations = createOperations({
    ...rules,
    store,
    clusters,
    steps,
    replan: (operation) => planAgain(parts, operation),
    changed: createShow(chat),
    clock,
    log,
    redact,
  });
  const incidents = startIncidents({
    ...{ settings, store, clusters, redact, clock, log },
    show: (id) => chat.show({ kind: "incident", id }),
  });
  const leaving = new AbortController();
  const storage = createStorage({ store, clock, log });
  const parts: BotParts = {
    ...rules,
    commands,
    clusters,
    clusterOfChannel: clusterOfChannel(settings),
    approvalsChannel: (cluster) => approvalsChannel(settings, cluster),
    operations,
    audit: store,
    incidents,
    signatures: createCatalogue(settings.diagnosis?.signatures ?? []),
    revealToken: (name, id, until) => {
      const cluster = clusters.find((each) => each.name === name);
      if (!cluster) throw new Error(`${name} is not configured`);
      return cluster.revealToken(id, until);
    },
    access,
    chat,
    leaving: leaving.signal,
    clock,
    log,
  };
  const bot = createBot(parts);
  const inFlight = createInFlight({ bot, leaving, clock });
  const receipts = createReceipts({ store, redact, written: storage.used, clock, log });
  const take = createDispatch({
    listeners: {
      request: inFlight.handle,
      asRequest: requestOf,
      choices: (asked) => choicesFor(parts, asked),
      homeOpened: createHome(parts),
      groupChanged: chat.groupChanged,
      channelShared: chat.channelShared,
      accessLost: () => void slack.checkTokens(),
    },
    botUser: () => slack.identity().botUser,
    receipts,
    clock,
    log,
  });
  const http = await serveHttp({
    port: environment.port,
    slack: slack.listener,
    ready: () =>
      readiness({
        sockets: slack.connected(),
        trouble: slack.trouble(),
        storage: storage.trouble(),
        clusters,
      }),
    metrics: () =>
      renderMetrics({ clusters, sockets: slack.connected(), ...inFlight.counts(), now: clock.now() }),
  });
  for (const cluster of clusters) cluster.start();
  try {
    await slack.open(take, signal);
    await chat.resume();
    await operations.start();
    void storage.watch(leaving.signal);
    incidents.start();
    receipts.takeUp((left) => inFlight.during(answerAgain(parts, bot, left)));
  } catch (error) {
    await stop(0);
    throw error;
  }
  log.info("ready", { team: team(), clusters: clusters.map(({ name }) => name), port: http.port });

  return {
    port: http.port,
    settled: async (until) => void (await Promise.all(clusters.map((cluster) => cluster.settled(until)))),
    stop,
  };

  async function stop(patienceMs = graceMs): Promise<void> {
    log.info("stopping");
    slack.close();
    await Promise.all([inFlight.idle(patienceMs), operations.stop(patienceMs), incidents.stop()]);
    await receipts.stop();
    await chat.stop(patienceMs / 2);
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    await http.close();
    await store.close();
  }
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
  const config = loadConfig(process.env, (path) => readFileSync(path, "utf8"));
  try {
    const wheelhouse = await startWheelhouse({ config, signal });
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await wheelhouse.stop();
  } catch (error) {
    // To be stopped while Slack cannot be reached is no failure.
    if (!signal.aborted) throw error;
  }
}

if (import.meta.main) {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    // Not the error itself: what vendors hang on theirs may hold a token.
    console.error(
      error instanceof ConfigError
        ? [error.message, error.hint].filter(Boolean).join("\n")
        : String((error as Error)?.stack ?? error),
    );
    process.exit(1);
  }
}
