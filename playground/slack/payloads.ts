// What Slack puts around every command and interaction: who, where, which team.
import { BOT, type Channel, type Person, TEAM } from "./people.ts";
import { Refusal } from "./refusal.ts";
import { type Message, nextId, type State } from "./state.ts";

export const VERIFICATION_TOKEN = "playground-verification-token";
/** A trigger id opens one view within three seconds. */
export const TRIGGER_LIFE_MS = 3_000;
const RESPONSE_URL_LIFE_MS = 30 * 60_000;

/** The part that all interaction payloads share. `team` is the app's, also when the person is from another one. */
export function interactionBase(state: State, person: Person): Record<string, unknown> {
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    api_app_id: BOT.appId,
    token: VERIFICATION_TOKEN,
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: newTrigger(state, person.id),
  };
}

export function newTrigger(state: State, user: string): string {
  const id = `${Math.floor(state.settings.now())}.${TEAM.id}.${nextId(state, "")}`;
  state.triggers.set(id, { user, expiresAt: state.settings.now() + TRIGGER_LIFE_MS, used: false });
  return id;
}

/** Uses up a trigger id; answers the person who may see the view. */
export function takeTrigger(state: State, id: string): string {
  const trigger = state.triggers.get(id);
  if (!trigger) throw new Refusal("invalid_trigger_id");
  if (trigger.used) throw new Refusal("exchanged_trigger_id");
  if (state.settings.now() > trigger.expiresAt) throw new Refusal("expired_trigger_id");
  trigger.used = true;
  return trigger.user;
}

export function newResponseUrl(
  state: State,
  target: { user: string; channel: string; ts?: string; thread_ts?: string },
): string {
  const id = nextId(state, "R");
  state.responseUrls.set(id, { ...target, expiresAt: state.settings.now() + RESPONSE_URL_LIFE_MS, uses: 0 });
  return `${state.origin}/response/${TEAM.id}/${id}`;
}

export function channelName(channel: Channel): string {
  return channel.kind === "im" ? "directmessage" : channel.name;
}

/** Where a clicked element sits, for a message. */
export function messageContainer(message: Message, attachment: number | undefined): Record<string, unknown> {
  return {
    type: attachment === undefined ? "message" : "message_attachment",
    message_ts: message.ts,
    ...(attachment === undefined ? {} : { attachment_id: attachment, is_app_unfurl: false }),
    channel_id: message.channel,
    is_ephemeral: message.ephemeral !== undefined,
    ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
  };
}
