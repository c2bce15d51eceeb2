// Sends payloads to the bot: events again until they are acked, commands and clicks only once.
import { BOT, OTHER_TEAM, TEAM } from "./people.ts";
import { inFlight, nextId, type State } from "./state.ts";

export type Outbound = {
  readonly type: "events_api" | "slash_commands" | "interactive";
  readonly payload: Readonly<Record<string, unknown>>;
  readonly accepts_response_payload: boolean;
  readonly retry?: { readonly attempt: number; readonly reason: string };
};

export type Ack =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly reason: "no_connection" | "connection_failed" | "http_timeout" | "http_error";
    };

/** One attempt over whichever road the app chose. */
export type Transport = (outbound: Outbound) => Promise<Ack>;

export type Events = {
  /** Sends one event if the app subscribes to it, and again until it is acked; resolves after the first attempt. */
  readonly publish: (event: Readonly<Record<string, unknown>>, subscription?: string) => Promise<void>;
  /** Sends a whole event callback as it is, subscribed or not. */
  readonly deliver: (callback: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Sends a command or an interaction, once. */
  readonly ask: (
    type: "slash_commands" | "interactive",
    payload: Readonly<Record<string, unknown>>,
  ) => Promise<Ack>;
};

export function createEvents(state: State, transport: Transport): Events {
  const deliver: Events["deliver"] = (payload) => untilAcked(state, transport, payload);
  return {
    deliver,
    async publish(event, subscription = String(event.type)) {
      if (state.settings.events.includes(subscription)) await deliver(eventCallback(state, event));
    },
    ask: (type, payload) =>
      inFlight(state, () => transport({ type, payload, accepts_response_payload: true })),
  };
}

/** The envelope of an event as the Events API sends it. */
export function eventCallback(
  state: State,
  event: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const shared = state.channels.get(String(event.channel))?.isExtShared ?? false;
  return {
    token: "playground-verification-token",
    team_id: TEAM.id,
    context_team_id: TEAM.id,
    context_enterprise_id: null,
    api_app_id: BOT.appId,
    event,
    type: "event_callback",
    event_id: nextId(state, "Ev"),
    event_time: Math.floor(state.settings.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: TEAM.id,
        user_id: BOT.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: shared,
    ...(shared ? { authed_teams: [TEAM.id, OTHER_TEAM] } : {}),
    event_context: nextId(state, "4-"),
  };
}

/** Resolves after the first attempt; the others follow by themselves. */
async function untilAcked(state: State, transport: Transport, payload: Outbound["payload"]): Promise<void> {
  const event = { type: "events_api", payload, accepts_response_payload: false } as const;
  const send = (retry?: Outbound["retry"]) =>
    inFlight(state, () => transport({ ...event, ...(retry && { retry }) }));
  const ack = await send();
  if (!ack.ok) void sendAgain(send, ack, state.settings.eventRetryDelaysMs);
}

async function sendAgain(
  send: (retry: Outbound["retry"]) => Promise<Ack>,
  failed: Ack,
  delaysMs: readonly number[],
): Promise<void> {
  let ack = failed;
  for (const [index, delayMs] of delaysMs.entries()) {
    if (ack.ok) return;
    await pause(delayMs);
    ack = await send({ attempt: index + 1, reason: retryReason(ack) });
  }
}

function retryReason(ack: Ack): string {
  if (ack.ok || ack.reason === "no_connection") return "connection_failed";
  return ack.reason === "http_timeout" ? "timeout" : ack.reason;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
