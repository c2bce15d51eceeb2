// Where requests come in: Slack's deliveries, and HTTP.
import { ailmentsOf } from "#src/health/ailments.ts";
import { createHeartbeat } from "#src/health/heartbeat.ts";
import { type Vitals, vitalsOf } from "#src/health/vitals.ts";
import { createAlertmanagerDoor } from "#src/http/alertmanager.ts";
import { renderMetrics } from "#src/http/metrics.ts";
import { readiness } from "#src/http/readiness.ts";
import { serveHttp } from "#src/http/server.ts";
import { createBot, requestOf } from "#src/request/bot.ts";
import { checkForm } from "#src/request/check-form.ts";
import { choicesFor } from "#src/request/choices.ts";
import { createHome } from "#src/request/home.ts";
import { createInFlight } from "#src/request/in-flight.ts";
import { createDispatch } from "#src/slack/dispatch.ts";
import { createReceipts } from "#src/slack/receipts.ts";
import type { Slack } from "#src/slack/slack.ts";
import { apiParts } from "./api.ts";
import type { Ground } from "./ground.ts";
import type { Serving } from "./serving.ts";

export type Doors = Awaited<ReturnType<typeof hangDoors>>;

/** @throws ConfigError when the port is taken */
export async function hangDoors(ground: Ground, chat: Slack, serving: Serving) {
  const { parts, incidents } = serving;
  const { settings, environment, store, slack, clusters, storage, redact, leaving, clock, log } = ground;
  const bot = createBot(parts);
  const inFlight = createInFlight({ bot, leaving, clock });
  const receipts = createReceipts({ store, redact, written: storage.used, clock, log });
  const take = createDispatch({
    listeners: {
      request: inFlight.handle,
      asRequest: requestOf,
      choices: (asked) => choicesFor(parts, asked),
      check: (filled) => checkForm(parts, filled),
      homeOpened: createHome(parts),
      groupChanged: chat.groupChanged,
      channelShared: chat.channelShared,
      accessLost: () => void slack.checkTokens(),
    },
    botUser: () => slack.identity().botUser,
    ...{ receipts, clock, log },
  });
  const heartbeat = createHeartbeat({
    url: environment.heartbeatUrl,
    // Only whoever looks says how it is: the other replica's Slack may be well while nobody looks.
    ailments: () => (incidents.pulse().lookedAt.size > 0 ? ailmentsOf(vitals()) : undefined),
    ...{ clock, log },
  });
  const http = await serveHttp({
    port: environment.port,
    slack: slack.listener,
    doors: await doorsOf(),
    ready: () => readiness(vitals()),
    metrics: () =>
      renderMetrics({
        ...{ clusters, vitals: vitals(), heartbeat: heartbeat.taken(), now: clock.now() },
        ...inFlight.counts(),
      }),
  });
  return { bot, inFlight, receipts, take, http, heartbeat };

  /** None by default: a path that nobody has a token for is not there, nor is what would serve it. */
  async function doorsOf() {
    const { alertmanager, api } = settings.doors;
    const { report } = incidents;
    return {
      ...(alertmanager.length > 0
        ? { "/alertmanager": createAlertmanagerDoor({ tokens: alertmanager, report, clock, log }) }
        : {}),
      ...(api.length > 0 ? await apiDoors() : {}),
    };
  }

  async function apiDoors() {
    const { createApi } = await import("#src/http/api.ts");
    return createApi({ tokens: settings.doors.api, ...apiParts(ground, serving, inFlight) });
  }

  function vitals(): Vitals {
    const { turnedAt, lookedAt } = incidents.pulse();
    const since = (tick: number | undefined) => (tick === undefined ? undefined : clock.ticks() - tick);
    return {
      slack: { sockets: slack.connected(), trouble: slack.trouble() },
      storage: storage.trouble(),
      turnedMs: since(turnedAt),
      clusters: clusters.map((cluster) =>
        vitalsOf(cluster, {
          now: clock.now(),
          lookedMs: since(lookedAt.get(cluster.name)),
          isShutDown: incidents.isShutDown(cluster.name),
        }),
      ),
    };
  }
}
