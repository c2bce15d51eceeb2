// The chat seam on top of Slack: answers through the outbox, whispers, forms and the Home tab.

import { randomUUID } from "node:crypto";
import type { ModalView } from "@slack/types";
import { isPerson } from "#src/base/actor.ts";
import type { Clock } from "#src/base/clock.ts";
import { RefusedError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { Role } from "#src/command/authorize.ts";
import type { Store } from "#src/store/store.ts";
import { type CardMakers, createCards } from "./cards.ts";
import { createCarrier } from "./carrier.ts";
import type { Chat, Request, Where } from "./chat.ts";
import { createConfide } from "./confide.ts";
import type { Connection } from "./connect.ts";
import { audienceIn, directoryOf } from "./directory.ts";
import { fitted } from "./fitted.ts";
import { createLinkTo } from "./link-to.ts";
import { createOutbox } from "./outbox.ts";
import { createPeople, remember } from "./people.ts";
import { redactAll, redactFile } from "./redact-all.ts";
import { renderAnswer } from "./render/answer.ts";
import { renderForm } from "./render/form.ts";
import { renderHome } from "./render/home.ts";
import { renderNote } from "./render/note.ts";
import { renderSecret } from "./render/secret.ts";
import { renderSheet } from "./render/sheet.ts";
import { createWhisper } from "./whisper.ts";

export type Slack = Chat & {
  readonly resume: () => Promise<void>;
  readonly stop: (graceMs: number) => Promise<void>;
  /** Of a person. */
  readonly nameOf: (id: string) => Promise<string>;
  readonly groupChanged: (group: string) => void;
  readonly channelShared: (channel: string) => void;
};

type Parts = {
  readonly connection: Connection;
  readonly team: () => string;
  /** The user groups that the configuration names. */
  readonly groups: readonly string[];
  /** What the configuration grants to whom Slack does not know. */
  readonly granted?: ReadonlyMap<string, readonly Role[]>;
  readonly makers: CardMakers;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: (text: string) => string;
};

export function createSlack(parts: Parts): Slack {
  const { connection, team, groups, granted, store, clock, log, redact } = parts;
  const { web, asking, pace } = connection;
  const people = createPeople({
    directory: directoryOf(asking),
    team,
    groups,
    ...(granted ? { granted } : {}),
    clock,
  });
  const outbox = createOutbox({
    carrier: createCarrier(web),
    store,
    draw: (ref) => cards.draw(ref),
    onArrived: (key) => cards.arrived(key),
    onRefused: (key, why) => cards.refused(key, why),
    pace,
    clock,
    log,
  });
  const cards = createCards({
    ...parts,
    outbox,
    restMs: pace.cardRestMs,
    memberOf: people.anyOf,
    redact: (value) => redactAll(value, redact),
  });
  const audiences = remember(audienceIn(asking), clock);
  const tell = createWhisper({ outbox, clock, log });
  const confide = createConfide({ web, clock, log });
  const linkTo = createLinkTo({ store, web: asking, log });

  return {
    person: people.find,
    nameOf: people.nameOf,
    audience: audiences.get,
    show: cards.show,
    isReadable: cards.isReadable,
    groupChanged: people.forgetGroup,
    channelShared: audiences.forget,
    resume: outbox.resume,
    stop: outbox.stop,
    answer: async (request, answer) => {
      const { where } = request;
      const clean = redactAll(answer, redact);
      if (where.sheet && (await opened(where, renderSheet(clean)))) return;
      const link = answer.about && (await linkTo(answer.about));
      const message = fitted(renderAnswer(clean, { ...request, link }));
      const audience = await audiences.get(where.channel);
      if (audience === "shared") {
        throw new RefusedError(
          "This channel is shared with people outside the workspace, so I answer nothing here.",
          { hint: "Ask me in a direct message." },
        );
      }
      const isHidden = audience === "closed" || (answer.isPrivate && audience !== "direct");
      // What nobody asked is owed to the channel, or to whoever is told instead.
      if (isHidden && isPerson(request.by)) return tell(request, message);
      const key = where.redraws ? `${where.channel}/${where.redraws}` : randomUUID();
      await outbox.send({
        key,
        channel: where.channel,
        message,
        ...insteadOf(request),
        ...(where.thread && !where.redraws ? { thread: where.thread } : {}),
        ...(where.redraws ? { ts: where.redraws } : {}),
        ...(answer.file ? { file: redactFile(answer.file, redact) } : {}),
      });
    },
    whisper: async (request, note) => tell(request, fitted(renderNote(redactAll(note, redact)))),
    confide: (request, secret) => confide(request, renderSecret(secret)),
    ask: async (request, form) => {
      if (await opened(request.where, renderForm(form, request.where))) return;
      const message = `${form.title} needs more: ${form.summary}.`;
      await tell(request, renderNote({ message, form: { label: "Fill in…", line: form.line } }));
    },
    linkTo,
    showHome: async (person, home) => {
      await web.views.publish({ user_id: person, view: renderHome(redactAll(home, redact)) });
    },
  };

  /** A trigger lasts three seconds and opens one modal; mentions and messages have none. */
  async function opened({ triggerId }: Where, view: ModalView): Promise<boolean> {
    if (!triggerId) return false;
    try {
      await web.views.open({ trigger_id: triggerId, view });
      return true;
    } catch (error) {
      log.warn("a modal could not be opened", { error });
      return false;
    }
  }
}

function insteadOf({ by, where: { channel, instead } }: Request): { readonly instead?: string } {
  const who = isPerson(by) ? by : instead;
  return who === undefined || who === channel ? {} : { instead: who };
}
