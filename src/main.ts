// The composition root: reads the environment, makes the parts, puts them together, stops them in order.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createBot, lineOf } from "./bot.ts";
import { choicesFor } from "./choices.ts";
import { type Clock, systemClock } from "./clock.ts";
import { loadCommands } from "./command/load.ts";
import { type Config, loadConfig, type Settings } from "./config.ts";
import { ConfigError } from "./errors.ts";
import { openHome } from "./home.ts";
import { renderMetrics } from "./http/metrics.ts";
import { readiness } from "./http/readiness.ts";
import { serveHttp } from "./http/server.ts";
import { createInFlight } from "./in-flight.ts";
import { connectCluster } from "./kubernetes/connect.ts";
import { createLog, type Log } from "./log.ts";
import { createRedactor } from "./redact.ts";
import { connectSlack } from "./slack/connect.ts";
import { listen } from "./slack/dispatch.ts";
import { createSlack } from "./slack/slack.ts";
import { openSqlite } from "./store/sqlite.ts";

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
 * @throws ConfigError when a token is refused or the database cannot be opened
 */
export async function startWheelhouse({
  config,
  clock = systemClock,
  log,
  signal,
}: Options): Promise<Wheelhouse> {
  const { settings, environment } = config;
  const redact = createRedactor([environment.botToken, environment.appToken, environment.signingSecret]);
  const say = log ?? createLog({ level: environment.logLevel, redact });
  const commands = await loadCommands(join(import.meta.dirname, "../commands"));
  const store = openSqlite(environment.database);
  const clusters = Object.entries(settings.clusters).map(([name, at]) =>
    connectCluster({
      name,
      kubeconfig: at.kubeconfig,
      context: at.context,
      inCluster: at.inCluster,
      clock,
      log: say,
    }),
  );
  const connection = connectSlack({
    credentials: { mode: settings.slack.mode, ...environment },
    clock,
    log: say,
  });
  let identity = { team: "", botUser: "" };
  const chat = createSlack({
    connection,
    team: () => identity.team,
    groups: groupsIn(settings.access),
    store,
    clock,
    log: say,
    redact,
  });
  const parts = {
    commands,
    clusters,
    clusterOfChannel: channelMap(settings),
    access: settings.access,
    chat,
    clock,
    log: say,
  };
  const bot = createBot(parts);
  const inFlight = createInFlight(bot);
  listen({
    app: connection.app,
    listeners: {
      request: inFlight.handle,
      submitted: ({ command, values, cluster, by, where }) =>
        inFlight.handle({ line: lineOf(command, values, cluster), by, where }),
      choices: (asked) => choicesFor(parts, asked),
      homeOpened: (person) => openHome(parts, person),
      groupChanged: chat.groupChanged,
      channelShared: chat.channelShared,
    },
    botUser: () => identity.botUser,
    firstSight: (delivery) => store.firstSight(delivery, clock.now()),
    log: say,
  });
  const http = await serveHttp({
    port: environment.port,
    slack: connection.listener,
    ready: () => readiness(connection.connected(), clusters),
    metrics: () =>
      renderMetrics({ clusters, sockets: connection.connected(), ...inFlight.counts(), now: clock.now() }),
  });
  for (const cluster of clusters) cluster.start();
  try {
    identity = await connection.open(signal ?? new AbortController().signal);
    await chat.resume();
  } catch (error) {
    await stop(0);
    throw error;
  }
  say.info("ready", { team: identity.team, clusters: clusters.map(({ name }) => name), port: http.port });

  return {
    port: http.port,
    settled: async (until) => void (await Promise.all(clusters.map((cluster) => cluster.settled(until)))),
    stop,
  };

  async function stop(patienceMs = graceMs): Promise<void> {
    say.info("stopping");
    await connection.close();
    await inFlight.idle(patienceMs);
    await chat.stop(patienceMs / 2);
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    await http.close();
    await store.close();
  }
}

/** The user groups among everybody that the configuration gives a role. */
function groupsIn(access: Settings["access"]): readonly string[] {
  return [...new Set(Object.values(access).flat())].filter((id) => id.startsWith("S"));
}

/** Which cluster a channel is about: the one whose alerts or approvals go there. */
function channelMap(settings: Settings): (channel: string) => string | undefined {
  const owners = Object.entries(settings.clusters).flatMap(([name, { channels }]) =>
    Object.values(channels ?? {}).map((channel) => [channel, name] as const),
  );
  const map = new Map(owners);
  return (channel) => map.get(channel);
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  const config = loadConfig(process.env, (path) => readFileSync(path, "utf8"));
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
  const wheelhouse = await startWheelhouse({ config, signal: stopping.signal });
  if (!stopping.signal.aborted)
    await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  await wheelhouse.stop();
}

if (import.meta.main) {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    if (error instanceof ConfigError) console.error([error.message, error.hint].filter(Boolean).join("\n"));
    else console.error(error);
    process.exit(1);
  }
}
