// Starts the parts in order and stops them in order. No logic of its own.
import { answerAgain } from "#src/request/again.ts";
import { hangDoors } from "./doors.ts";
import { type Given, layGround } from "./ground.ts";
import { meetPeople } from "./people.ts";
import { prepareServing } from "./serving.ts";

/** For lines that are being served; half of it again for messages on their way. deploy/ gives the process 45 s. */
const graceMs = 20_000;

export type Wheelhouse = {
  readonly port: number;
  /** Resolves when every cluster's first lists are complete or have failed. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
  /** Waits for what is under way, `graceMs` at most; what is unfinished then is owed after the next start. */
  readonly stop: (graceMs?: number) => Promise<void>;
};

type Options = Given & { readonly signal?: AbortSignal };

/**
 * Starts everything and resolves when Slack listens.
 * @throws ConfigError when a token is refused, the port is taken or the database cannot be opened
 */
export async function startWheelhouse({
  signal = new AbortController().signal,
  ...given
}: Options): Promise<Wheelhouse> {
  const ground = await layGround(given);
  const { store, clusters, hosts, slack, storage, leaving, log } = ground;
  const chat = meetPeople(ground);
  const serving = await prepareServing(ground, chat);
  const { parts, operations, campaigns, incidents, alertmanagers, scheduler } = serving;
  const { bot, inFlight, receipts, take, http, heartbeat } = await hangDoors(ground, chat, serving);

  for (const cluster of clusters) cluster.start();
  try {
    await slack.open(take, signal);
    await chat.resume();
    await operations.start();
    void storage.watch(leaving.signal);
    campaigns.start();
    incidents.start();
    alertmanagers.start();
    scheduler.start();
    heartbeat.start();
    receipts.takeUp((left) => inFlight.during(answerAgain(parts, bot, left)));
  } catch (error) {
    await stop(0);
    throw error;
  }
  const { team } = slack.identity();
  log.info("ready", { team, clusters: clusters.map(({ name }) => name), port: http.port });

  return {
    port: http.port,
    settled: async (until) => void (await Promise.all(clusters.map((cluster) => cluster.settled(until)))),
    stop,
  };

  async function stop(patienceMs = graceMs): Promise<void> {
    log.info("stopping");
    slack.close();
    await Promise.all([
      inFlight.idle(patienceMs),
      campaigns.stop(),
      operations.stop(patienceMs),
      incidents.stop(),
      alertmanagers.stop(),
      scheduler.stop(),
      heartbeat.stop(),
    ]);
    await receipts.stop();
    await chat.stop(patienceMs / 2);
    hosts.close();
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    await http.close();
    await store.close();
  }
}
