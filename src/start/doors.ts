// Where requests come in: Slack's deliveries, and HTTP.
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
import type { Ground } from "./ground.ts";
import type { Serving } from "./serving.ts";

export type Doors = Awaited<ReturnType<typeof hangDoors>>;

/** @throws ConfigError when the port is taken */
export async function hangDoors(ground: Ground, chat: Slack, { parts }: Serving) {
  const { environment, store, slack, clusters, storage, redact, leaving, clock, log } = ground;
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
  const http = await serveHttp({
    port: environment.port,
    slack: slack.listener,
    ready: () => {
      const [sockets, trouble] = [slack.connected(), slack.trouble()];
      return readiness({ sockets, trouble, storage: storage.trouble(), clusters });
    },
    metrics: () =>
      renderMetrics({ clusters, sockets: slack.connected(), ...inFlight.counts(), now: clock.now() }),
  });
  return { bot, inFlight, receipts, take, http };
}
