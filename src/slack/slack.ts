// The chat seam on top of Slack: answers through the outbox, whispers, forms and the Home tab.
import { randomUUID } from "node:crypto";
import type { Clock } from "#src/clock.ts";
import { RefusedError } from "#src/errors.ts";
import type { Log } from "#src/log.ts";
import type { Store } from "#src/store/store.ts";
import { validateMessage } from "./block-kit.ts";
import { createCarrier } from "./carrier.ts";
import type { Chat, Form, Where } from "./chat.ts";
import type { Connection } from "./connect.ts";
import { audienceIn, directoryOf } from "./directory.ts";
import { createOutbox } from "./outbox.ts";
import { createPeople, remember } from "./people.ts";
import { renderAnswer } from "./render/answer.ts";
import { renderForm } from "./render/form.ts";
import { renderHome } from "./render/home.ts";
import type { SlackMessage } from "./render/message.ts";
import { renderNote } from "./render/note.ts";
import { asPlainText } from "./render/plain.ts";
import { createWhisper } from "./whisper.ts";

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

export function createSlack({ connection, team, groups, store, clock, log, redact }: Parts): Slack {
  const { web, app } = connection;
  const people = createPeople({ directory: directoryOf(app.client), team, groups, clock });
  const outbox = createOutbox({ carrier: createCarrier(web), store, clock, log });
  const audiences = remember(audienceIn(app.client), clock);
  const tell = createWhisper({ web, clock, log });

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
          { hint: "Ask me in a direct message." },
        );
      }
      if (audience === "closed") return tell(request, message);
      const key = where.redraws ? `${where.channel}/${where.redraws}` : randomUUID();
      await outbox.send({
        key,
        channel: where.channel,
        message,
        final: true,
        ...(where.channel === request.by ? {} : { instead: request.by }),
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
