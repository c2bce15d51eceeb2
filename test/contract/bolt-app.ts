// A small Bolt app that does one of everything: what the simulated workspace is tried with, over both roads.
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import type { Workspace } from "../../playground/slack/workspace.ts";

type Heard = { readonly by: number; readonly body: Record<string, unknown> };

type Started = {
  readonly heard: readonly Heard[];
  readonly url: string;
  readonly stop: () => Promise<unknown>;
};

/** Half of these tests provoke errors; Bolt would print each. */
const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** Its secret over HTTP. */
const signingSecret = "playground-secret";

/** Connected once it resolves, over two sockets or one address. */
export async function startApp(workspace: Workspace, road: "socket" | "http"): Promise<Started> {
  const heard: Heard[] = [];
  const http = new HTTPReceiver({ signingSecret, logger: quiet });
  const first = socketReceiver(workspace, 0);
  const second = socketReceiver(workspace, 1);
  const app = new App({
    token: workspace.botToken,
    receiver: road === "http" ? http : first,
    clientOptions: { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } },
    logger: quiet,
    deferInitialization: true,
  });
  listen(app, heard);
  await app.init();
  if (road === "socket") {
    await app.start();
    second.init(app);
    await second.start();
    const stop = async () => {
      await second.stop();
      await app.stop();
    };
    return { heard, url: "", stop };
  }
  const server = await app.start(0);
  const address = (server as { address(): { port: number } }).address();
  const url = `http://127.0.0.1:${address.port}/slack/events`;
  workspace.deliverTo({ url, signingSecret });
  return { heard, url, stop: () => app.stop() };
}

function socketReceiver(workspace: Workspace, by: number): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: workspace.appToken,
    logger: quiet,
    installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
    customPropertiesExtractor: () => ({ by }),
  });
}

function listen(app: App, heard: Heard[]): void {
  app.use(async ({ body, context, next }) => {
    heard.push({ by: Number(context.by ?? 0), body: body as unknown as Record<string, unknown> });
    await next();
  });
  app.command("/k8s", async ({ ack, body, client }) => {
    await ack();
    if (body.text === "modal") await client.views.open({ trigger_id: body.trigger_id, view: form() });
    else await client.chat.postMessage({ channel: body.channel_id, ...greeting(body.text) });
  });
  app.action("press", async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: "pressed" });
  });
  app.action(/pick|find/, ({ ack }) => ack());
  app.options("find", ({ ack, payload }) => {
    const known = ["w-1", "w-2", "x-1"].filter((one) => one.startsWith(payload.value));
    return ack({ options: known.map(option) });
  });
  app.view("form", async ({ ack, view }) => {
    const reason = view.state.values.reason?.text?.value;
    await (reason === "bad" ? ack({ response_action: "errors", errors: { reason: "not that" } }) : ack());
  });
  app.event("app_mention", async () => undefined);
  app.event("app_home_opened", async ({ client, event }) => {
    const blocks = [
      { type: "header" as const, text: { type: "plain_text" as const, text: "Your clusters" } },
    ];
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks } });
  });
}

function greeting(text: string) {
  const plain = (words: string) => ({ type: "plain_text" as const, text: words });
  return {
    text: `you said: ${text}`,
    blocks: [
      { type: "section" as const, text: { type: "mrkdwn" as const, text: `you said: ${text}` } },
      {
        type: "actions" as const,
        block_id: "row",
        elements: [
          { type: "button" as const, action_id: "press", value: "v1", text: plain("Press") },
          {
            type: "static_select" as const,
            action_id: "pick",
            placeholder: plain("Pick"),
            options: [option("one"), option("two")],
          },
          {
            type: "external_select" as const,
            action_id: "find",
            placeholder: plain("Find"),
            min_query_length: 1,
          },
        ],
      },
    ],
  };
}

function option(value: string) {
  return { text: { type: "plain_text" as const, text: value }, value };
}

export function form() {
  const plain = (text: string) => ({ type: "plain_text" as const, text });
  return {
    type: "modal" as const,
    callback_id: "form",
    private_metadata: "m",
    title: plain("Why?"),
    submit: plain("Send"),
    blocks: [
      {
        type: "input" as const,
        block_id: "reason",
        label: plain("Reason"),
        element: { type: "plain_text_input" as const, action_id: "text" },
      },
    ],
  };
}

export function webOf(workspace: Workspace, given = workspace.botToken): WebClient {
  return new WebClient(given, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    logger: quiet,
  });
}
