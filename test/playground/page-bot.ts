// The smallest bot that can be clicked: Socket Mode by hand, with a canned answer for each kind of payload.
import { formView, homeView, statusBlocks } from "./page-states.ts";

type Payload = Record<string, unknown>;
type Place = { readonly apiUrl: string; readonly botToken: string; readonly appToken: string };

export type Bot = { readonly stop: () => void };

/** Connects, and answers commands with a status, "problems" with a modal, menus with one pod, a submit with an error. */
export async function startBot({ apiUrl, botToken, appToken }: Place): Promise<Bot> {
  const call = (method: string, fields: Payload, token = botToken) => callApi(apiUrl + method, fields, token);
  const { url } = await call("apps.connections.open", {}, appToken);
  const socket = new WebSocket(String(url));
  socket.addEventListener("message", async ({ data }) => {
    const envelope = JSON.parse(String(data));
    if (!envelope.envelope_id) return;
    const ack = ackFor(envelope.payload);
    socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, ...(ack ? { payload: ack } : {}) }));
    await react(envelope.type, envelope.payload, call);
  });
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  return { stop: () => socket.close() };
}

function ackFor(payload: Payload): Payload | undefined {
  if (payload.type === "view_submission") {
    return { response_action: "errors", errors: { host: "10.0.0.9 does not answer on port 22" } };
  }
  if (payload.type !== "block_suggestion") return undefined;
  const name = `${payload.value}-6c9f`;
  return { options: [{ text: { type: "plain_text", text: name }, value: name }] };
}

type Call = (method: string, fields: Payload) => Promise<Payload>;

async function react(type: string, payload: Payload, call: Call): Promise<void> {
  if (type === "slash_commands") {
    await call("chat.postMessage", {
      channel: payload.channel_id,
      text: "home: 1 problem",
      blocks: statusBlocks,
    });
  }
  const event = payload.event as Payload | undefined; // only event callbacks carry one
  if (event?.type === "app_mention") {
    const thread = event.thread_ts ?? event.ts;
    await call("chat.postMessage", {
      channel: event.channel,
      thread_ts: thread,
      text: `you wrote: ${event.text}`,
    });
  }
  if (event?.type === "app_home_opened") await call("views.publish", { user_id: event.user, view: homeView });
  if (payload.type === "block_actions") await clicked(payload, call);
}

async function clicked(payload: Payload, call: Call): Promise<void> {
  const [action] = payload.actions as Payload[]; // block_actions always has one
  const { channel_id: channel, message_ts: ts } = payload.container as Payload;
  if (action?.action_id === "problems")
    await call("views.open", { trigger_id: payload.trigger_id, view: formView });
  if (action?.action_id === "refresh")
    await call("chat.update", { channel, ts, text: "home is fine again", blocks: [] });
  const option = action?.selected_option as { value: string } | undefined; // menus only
  if (option) await call("chat.postMessage", { channel, text: `picked ${option.value}` });
}

async function callApi(url: string, fields: Payload, token: string): Promise<Payload> {
  const pairs = Object.entries(fields).filter(([, value]) => value !== undefined);
  const body = new URLSearchParams(pairs.map(([name, value]) => [name, asField(value)]));
  const response = await fetch(url, { method: "POST", body, headers: { authorization: `Bearer ${token}` } });
  const answer = (await response.json()) as Payload; // Slack answers every call with an object
  if (answer.ok !== true) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  return answer;
}

function asField(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
