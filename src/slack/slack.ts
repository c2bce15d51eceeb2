// The chat seam on top of Slack: answers through the outbox, whispers, forms and the Home tab.
import { randomUUID } from "node:crypto";
import { webApi } from "@slack/bolt";
import type { Clock } from "#src/clock.ts";
import { RefusedError, UnreachableError } from "#src/errors.ts";
import type { Log } from "#src/log.ts";
import type { Store } from "#src/store/store.ts";
import { validateMessage } from "./block-kit.ts";
import { createCarrier, deliveryOf, quiet } from "./carrier.ts";
import type { Chat, Form, Request, Where } from "./chat.ts";
import type { Connection } from "./connect.ts";
import { createOutbox } from "./outbox.ts";
import { createPeople, remember } from "./people.ts";
import { renderAnswer } from "./render/answer.ts";
import { renderForm } from "./render/form.ts";
import { renderHome } from "./render/home.ts";
import type { SlackMessage } from "./render/message.ts";
import { renderNote } from "./render/note.ts";
import { asPlainText } from "./render/plain.ts";

export type Slack = Chat & {
  readonly resume: () => Promise<void>;
  readonly stop: (graceMs: number) => Promise<void>;
  readonly groupChanged: (group: string) => void;
  readonly channelShared: (channel: string) => void;
};

type Parts = {
  readonly connection: Connection;
  readonly team: () => string;
  /** The user groups that the configuration names. */
  readonly groups: readonly string[];
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => string;
};

/** Who else reads a channel. `closed`: the bot is not in it, so only the asker can be answered. */
type Audience = "inside" | "shared" | "closed";

export function createSlack({ connection, team, groups, store, clock, log, redact }: Parts): Slack {
  const { web, app } = connection;
  const people = createPeople({ directory: directoryOf(app.client), team, groups, clock });
  const outbox = createOutbox({ carrier: createCarrier(web), store, clock, log });
  const audiences = remember(audienceOf, clock);

  return {
    person: people.find,
    groupChanged: people.forgetGroup,
    channelShared: audiences.forget,
    resume: outbox.resume,
    stop: outbox.stop,
    answer: async (request, answer) => {
      const { where } = request;
      const message = fitted(renderAnswer(redactAll(answer, redact), request));
      const audience = await audiences.get(where.channel);
      if (audience === "shared") {
        throw new RefusedError(
          "This channel is shared with people outside the workspace, so I answer nothing here.",
          {
            hint: "Ask me in a direct message.",
          },
        );
      }
      if (audience === "closed") return tell(request, message);
      const key = where.redraws ? `${where.channel}/${where.redraws}` : randomUUID();
      await outbox.send({
        key,
        channel: where.channel,
        message,
        final: true,
        ...(where.thread && !where.redraws ? { thread: where.thread } : {}),
        ...(where.redraws ? { ts: where.redraws } : {}),
        ...(answer.file ? { file: redactAll(answer.file, redact) } : {}),
      });
    },
    whisper: async (request, note) => tell(request, fitted(renderNote(redactAll(note, redact)))),
    ask: async (request, form) => {
      if (await opened(request.where, form)) return;
      const message = `${form.title} needs more: ${form.summary}.`;
      await tell(request, renderNote({ message, form: { label: "Fill in…", line: form.line } }));
    },
    showHome: async (person, home) => {
      await web.views.publish({ user_id: person, view: renderHome(redactAll(home, redact)) });
    },
  };

  /** A trigger lasts three seconds and opens one modal; mentions and messages have none. */
  async function opened(where: Where, form: Form): Promise<boolean> {
    if (!where.triggerId) return false;
    try {
      await web.views.open({ trigger_id: where.triggerId, view: renderForm(form, where) });
      return true;
    } catch (error) {
      log.warn("a form could not be opened", { error });
      return false;
    }
  }

  /** Says it to one person only: over the response_url of what they did, in their direct messages, or as an ephemeral. */
  async function tell({ by, where }: Request, message: SlackMessage): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await whisperOnce(by, where, message);
      } catch (error) {
        const delivery = deliveryOf(error);
        if (attempt === 3 || delivery.outcome === "refused")
          return log.error("a note was not delivered", { by, error });
        if (delivery.outcome === "malformed") return whisperOnce(by, where, asPlainText(message));
        await clock.sleep(delivery.outcome === "wait" ? Math.min(delivery.ms, 10_000) : 500 * attempt);
      }
    }
  }

  async function whisperOnce(by: string, where: Where, { text, blocks }: SlackMessage): Promise<void> {
    const message = { text, blocks: [...blocks] };
    const thread = where.thread ? { thread_ts: where.thread } : {};
    if (where.responseUrl) return respond(where.responseUrl, message);
    if (/^[DU]/.test(where.channel)) {
      await web.chat.postMessage({ channel: where.channel, ...thread, ...quiet, ...message });
      return;
    }
    await web.chat.postEphemeral({
      channel: where.channel,
      user: by,
      ...thread,
      parse: "none",
      link_names: false,
      ...message,
    });
  }

  async function audienceOf(channel: string): Promise<Audience> {
    if (/^[DU]/.test(channel)) return "inside";
    try {
      const { channel: found } = await app.client.conversations.info({ channel });
      if (found?.is_ext_shared || found?.is_pending_ext_shared) return "shared";
      return found?.is_member === false && found.is_private ? "closed" : "inside";
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError && error.data.error === "channel_not_found")
        return "closed";
      throw new UnreachableError("Slack did not tell me who reads this channel, so I answer nothing here.", {
        hint: "Try again in a moment, or ask me in a direct message.",
        cause: error,
      });
    }
  }
}

async function respond(url: string, message: object): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message }),
    signal: AbortSignal.timeout(10_000),
    redirect: "error",
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`response_url answered ${response.status}`);
}

function directoryOf(client: webApi.WebClient) {
  return {
    user: async (id: string) => (await client.users.info({ user: id })).user ?? {},
    groupMembers: async (group: string) =>
      (await client.usergroups.users.list({ usergroup: group })).users ?? [],
  };
}

/** A message that Slack would refuse is sent as plain text instead of not at all. */
function fitted(message: SlackMessage): SlackMessage {
  return validateMessage({ text: message.text, blocks: message.blocks }).length === 0
    ? message
    : asPlainText(message);
}

/** The same value with every string redacted. */
function redactAll<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactAll(item, redact)])) as T;
}
