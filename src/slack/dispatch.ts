// Everything Slack delivers comes in here: kept, acknowledged, handled once, whichever kind of payload it is.
import { randomUUID } from "node:crypto";
import type { BlockAction, ReceiverEvent, SlashCommand, ViewSubmitAction } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { restsWithin } from "#src/base/within.ts";
import type { Handled, Request } from "./chat.ts";
import { createFormCheck, type FormCheck } from "./form-check.ts";
import { createHearing, type HeardEvent, type Hearers } from "./hearing.ts";
import { fromButton, fromForm, fromSlashCommand, type Submitted } from "./incoming.ts";
import { type Choices, createMenus } from "./menus.ts";
import type { Receipts } from "./receipts.ts";
import { formCallback } from "./render/form.ts";

/** Takes one delivery. Never rejects. */
export type Take = (delivery: Pick<ReceiverEvent, "body" | "ack">) => Promise<void>;

export type Listeners = Hearers & {
  readonly request: (request: Request) => Promise<Handled>;
  readonly asRequest: (form: Submitted) => Request;
  readonly choices: Choices;
  /** What is wrong with what was filled in, by field: the form stays open. */
  readonly check: FormCheck;
};

type Parts = {
  readonly listeners: Listeners;
  readonly botUser: () => string;
  readonly receipts: Pick<Receipts, "keep" | "answered">;
  readonly clock: Clock;
  readonly log: Log;
};

type Ack = (response?: unknown) => Promise<void>;

/** Slack's own name of the command in manifest.yml. */
export const slashCommand = "/k8s";
/** Slack waits three seconds for a form. */
const answeredWithinMs = 2_500;

export function createDispatch({ listeners, botUser, receipts, clock, log }: Parts): Take {
  const fill = createMenus({ choices: listeners.choices, clock, log });
  const faultsIn = createFormCheck({ check: listeners.check, clock, log });
  const acknowledged = createAcknowledge(log);
  const hear = createHearing({ listeners, botUser, log });

  return async ({ body, ack }) => {
    try {
      await route(body, (response) => ack(response));
    } catch (error) {
      // What came with it holds tokens and response_urls: only the error is logged.
      log.error("a delivery could not be handled", { error });
    }
  };

  // What a payload is made of is Slack's word: each branch names the type that Slack documents for it.
  function route(body: ReceiverEvent["body"], ack: Ack): Promise<unknown> {
    if (typeof body.command === "string") return command(body as SlashCommand, ack);
    if (body.type === "event_callback") return event(body, ack);
    if (body.type === "block_actions") return action(body as BlockAction, ack);
    if (body.type === "view_submission") return form(body as ViewSubmitAction, ack);
    if (body.type === "block_suggestion") return menu(body, ack);
    log.debug("nobody handles this payload", { type: body.type });
    return acknowledged(ack);
  }

  async function command(said: SlashCommand, ack: Ack): Promise<void> {
    const request = said.command === slashCommand ? fromSlashCommand(said) : undefined;
    if (request) return serve(`command ${said.trigger_id}`, request, ack);
    log.warn("nobody handles this command", { command: said.command });
    await acknowledged(ack);
  }

  // Clicks are acknowledged before they are handled, decisions too: Slack delivers a click once whatever we answer.
  async function action(body: BlockAction, ack: Ack): Promise<void> {
    const [first] = body.actions;
    const id = `action ${body.trigger_id} ${first?.action_id}`;
    const isOurs = first?.type === "button" || first?.type === "static_select";
    const request = isOurs ? fromButton(body, first) : undefined;
    if (request) return serve(id, request, ack);
    if (!(await acknowledged(ack)) || !(await receipts.keep(id))) return;
    if (first?.action_id === "home.refresh") return listeners.homeOpened(body.user.id);
    log.debug("nobody handles this action", { action: first?.action_id });
  }

  async function form(body: ViewSubmitAction, ack: Ack): Promise<unknown> {
    const { view } = body;
    const filled = view.callback_id === formCallback ? fromForm(body) : undefined;
    if (!filled) return acknowledged(ack);
    const faults = await faultsIn(filled);
    if (Object.keys(faults).length > 0)
      return acknowledged(() => ack({ response_action: "errors", errors: faults }));
    const request = listeners.asRequest(filled);
    if (!filled.decides) return serve(`view ${view.id} ${view.hash}`, request, ack);
    // The modal stays open until it is acknowledged, so a decision that a crash swallows is seen not to have been taken,
    // and is sent again. Twice is once: an operation takes a person's decision only as long as it waits for it.
    const id = `decision ${randomUUID()}`;
    await receipts.keep(id, request);
    const decided = handle(id, request);
    await restsWithin(clock, answeredWithinMs, decided);
    await acknowledged(ack);
    return decided;
  }

  async function menu(body: ReceiverEvent["body"], ack: Ack): Promise<unknown> {
    const options = await fill(body);
    return acknowledged(() => ack({ options }));
  }

  /** Slack delivers an event again that was not acknowledged; one that is kept is handled whatever becomes of that. */
  async function event(body: ReceiverEvent["body"], ack: Ack): Promise<void> {
    const heard = body.event as HeardEvent;
    const request = hear.request(heard);
    // A mention in a direct message may come as two events, and an edited mention once more: it is one message.
    const id = request ? `spoken ${heard.channel} ${heard.ts}` : `event ${body.event_id}`;
    const isNew = await receipts.keep(id, request);
    await acknowledged(ack);
    if (!isNew) return;
    return request ? handle(id, request) : hear.tell(heard);
  }

  /** A socket that closes takes the acknowledgement with it: Slack tells the person, and nothing is done. */
  async function serve(id: string, request: Request, ack: Ack): Promise<void> {
    const isNew = await receipts.keep(id, request);
    const isAcknowledged = await acknowledged(ack);
    if (!isNew) return;
    return isAcknowledged ? handle(id, request) : receipts.answered(id);
  }

  async function handle(id: string, request: Request): Promise<void> {
    if ((await listeners.request(request)) !== "cut") await receipts.answered(id);
    // What was decided there is gone from it.
    if (request.where.home) await listeners.homeOpened(request.by);
  }
}

/** False when it did not get out. */
function createAcknowledge(log: Log): (ack: Ack) => Promise<boolean> {
  return async (ack) => {
    try {
      await ack();
      return true;
    } catch (error) {
      log.warn("could not acknowledge", { error });
      return false;
    }
  };
}
