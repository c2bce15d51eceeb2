// Everything Slack delivers comes in here: one listener per payload type, acknowledged first, handled once.
import type { App, ViewSubmitAction } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { restsWithin, within } from "#src/base/within.ts";
import type { Choice, Request } from "./chat.ts";
import {
  fromButton,
  fromForm,
  fromSlashCommand,
  fromSpoken,
  type SpokenEvent,
  type Submitted,
} from "./incoming.ts";
import { formCallback, originOf } from "./render/form.ts";

export type Listeners = {
  readonly request: (request: Request) => Promise<void>;
  readonly submitted: (form: Submitted) => Promise<void>;
  readonly choices: (asked: Suggestion) => Promise<readonly Choice[]>;
  readonly homeOpened: (person: string) => Promise<void>;
  readonly groupChanged: (group: string) => void;
  readonly channelShared: (channel: string) => void;
};

/** A menu asks for its options. */
export type Suggestion = {
  readonly pick: string;
  readonly typed: string;
  readonly cluster: string | undefined;
  readonly by: string;
};

type Parts = {
  readonly app: App;
  readonly listeners: Listeners;
  readonly botUser: () => string;
  /** True the first time a delivery is seen. */
  readonly firstSight: (delivery: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Slack's own name of the command in manifest.yml. */
export const slashCommand = "/k8s";
/** Slack waits three seconds for the options of a menu. */
const choicesWithinMs = 2_500;
/** The same for a form. */
const answeredWithinMs = 2_500;
const any = /[\s\S]*/;

export function listen(parts: Parts): void {
  const { app, listeners, botUser, clock, log } = parts;

  app.command(any, async ({ command, ack }) => {
    if (!(await acknowledged(() => ack()))) return;
    if (command.command !== slashCommand)
      return log.warn("nobody handles this command", { command: command.command });
    if (await firstSight(`command ${command.trigger_id}`)) await listeners.request(fromSlashCommand(command));
  });

  // Clicks are acknowledged first, decisions too: Slack delivers a click once whatever we answer, so waiting could save none.
  // One that a crash swallows leaves its buttons as they are, since these change only after the decision is stored.
  app.action({ action_id: any, type: "block_actions" }, async ({ body, action, ack }) => {
    if (!(await acknowledged(() => ack()))) return;
    if (!(await firstSight(`action ${body.trigger_id} ${action.action_id}`))) return;
    if (action.action_id === "home.refresh") return listeners.homeOpened(body.user.id);
    const request = action.type === "button" ? fromButton(body, action) : undefined;
    if (request) return listeners.request(request);
    log.debug("nobody handles this action", { action: action.action_id });
  });

  app.view({ callback_id: any, type: "view_submission" }, async ({ body, ack }) => {
    // The listener is only called for submissions; Bolt's type covers closing too.
    const form = body.view.callback_id === formCallback ? fromForm(body as ViewSubmitAction) : undefined;
    if (form?.decides) {
      // The modal stays open until it is acknowledged, so a decision that a crash swallows is seen not to have been taken,
      // and is sent again. Twice is once: an operation takes a person's decision only as long as it waits for it.
      const decided = listeners.submitted(form);
      await soon(decided);
      await acknowledged(() => ack());
      return decided;
    }
    if (!(await acknowledged(() => ack())) || !form) return;
    if (await firstSight(`view ${body.view.id} ${body.view.hash}`)) await listeners.submitted(form);
  });
  app.view(
    { callback_id: any, type: "view_closed" },
    async ({ ack }) => void (await acknowledged(() => ack())),
  );
  app.shortcut(any, async ({ shortcut, ack }) => {
    if (await acknowledged(() => ack()))
      log.warn("nobody handles this shortcut", { callback: shortcut.callback_id });
  });

  app.options(any, async ({ body, ack }) => {
    const pick = /^pick\.(\w+)$/.exec(body.action_id)?.[1];
    const view = "view" in body ? body.view : undefined;
    const origin = originOf(view?.private_metadata);
    const asked = { pick: pick ?? "", typed: body.value, cluster: origin?.cluster, by: body.user.id };
    const choices = pick ? await inTime(listeners.choices(asked)) : [];
    const options = choices.slice(0, 100).map(({ label, value }) => ({
      text: { type: "plain_text" as const, text: label, emoji: false },
      value,
    }));
    await acknowledged(() => ack({ options }));
  });

  app.event(any, async ({ event, body }) => {
    if (!(await firstSight(`event ${body.event_id}`))) return;
    await heard(event as unknown as HeardEvent);
  });

  async function heard(event: HeardEvent): Promise<void> {
    if (event.type === "app_home_opened" && event.tab !== "messages")
      return listeners.homeOpened(event.user ?? "");
    if (event.type === "subteam_members_changed") return listeners.groupChanged(event.subteam_id ?? "");
    if (event.type === "channel_shared") return listeners.channelShared(event.channel ?? "");
    if (event.type === "app_uninstalled" || event.type === "tokens_revoked") {
      return log.error("Slack has taken the app's access away", { event: event.type });
    }
    if (event.type !== "app_mention" && !(event.type === "message" && event.channel_type === "im")) return;
    const spoken = event as unknown as SpokenEvent;
    const request = fromSpoken(spoken, botUser());
    // A mention in a direct message may come as two events, and an edited mention once more: it is one message.
    if (request && (await firstSight(`spoken ${spoken.channel} ${spoken.ts}`)))
      await listeners.request(request);
  }

  /** Without the database nobody knows; then it is better to hear twice than not at all, and a decision counts once anyway. */
  async function firstSight(delivery: string): Promise<boolean> {
    try {
      return await parts.firstSight(delivery);
    } catch (error) {
      log.error("cannot tell whether a delivery was seen before", { error });
      return true;
    }
  }

  /** A menu that stays empty is better than one that Slack reports as broken. */
  async function inTime(choices: Promise<readonly Choice[]>): Promise<readonly Choice[]> {
    try {
      return await within({ clock, ms: choicesWithinMs }, () => choices);
    } catch (error) {
      log.warn("a menu could not be filled", { error });
      return [];
    }
  }

  /** Slack waits three seconds; what takes longer is told by other ways. */
  async function soon(work: Promise<void>): Promise<void> {
    await restsWithin(clock, answeredWithinMs, work);
  }

  /** A socket that closes takes the acknowledgement with it: Slack tells the person, and nothing was done. */
  async function acknowledged(ack: () => Promise<void>): Promise<boolean> {
    try {
      await ack();
      return true;
    } catch (error) {
      log.warn("could not acknowledge", { error });
      return false;
    }
  }
}

/** The fields of the subscribed events that are read here. */
type HeardEvent = {
  readonly type: string;
  readonly tab?: string;
  readonly user?: string;
  readonly subteam_id?: string;
  readonly channel?: string;
  readonly channel_type?: string;
};
