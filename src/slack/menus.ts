// Fills the menus that ask for their options while somebody types.
import type { ReceiverEvent } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { within } from "#src/base/within.ts";
import type { Choice } from "./chat.ts";
import { type InputState, stateValue } from "./incoming.ts";
import { originOf } from "./render/form.ts";

/** A menu asks for its options. */
export type Suggestion = {
  readonly pick: string;
  readonly typed: string;
  readonly cluster: string | undefined;
  readonly by: string;
  /** The command whose form it is in. */
  readonly command?: string | undefined;
  /** What the form's other fields say by now, by their names. */
  readonly beside: Readonly<Record<string, string>>;
};

export type Choices = (asked: Suggestion) => Promise<readonly Choice[]>;

type Parts = { readonly choices: Choices; readonly clock: Clock; readonly log: Log };

/** Slack waits three seconds, and shows at most a hundred. */
const filledWithinMs = 2_500;
const most = 100;

export function createMenus({ choices, clock, log }: Parts) {
  return async (body: ReceiverEvent["body"]) => {
    const pick = /^pick\.(\w+)$/.exec(String(body.action_id))?.[1];
    const { cluster, command } = originOf(body.view?.private_metadata) ?? {};
    const asked = {
      ...{ pick: pick ?? "", typed: String(body.value ?? ""), by: String(body.user?.id) },
      ...{ cluster, command, beside: besideIn(body.view?.state?.values) },
    };
    const found = pick ? await inTime(choices(asked)) : [];
    return found.slice(0, most).map(({ label, value }) => ({
      text: { type: "plain_text" as const, text: label, emoji: false },
      value,
    }));
  };

  /** A menu that stays empty is better than one that Slack reports as broken. */
  async function inTime(found: Promise<readonly Choice[]>): Promise<readonly Choice[]> {
    try {
      return await within({ clock, ms: filledWithinMs }, () => found);
    } catch (error) {
      log.warn("a menu could not be filled", { error });
      return [];
    }
  }
}

type Fields = Readonly<Record<string, Readonly<Record<string, InputState>>>>;

/** Of what Slack sends, the fields that hold a text. */
function besideIn(fields: Fields = {}): Readonly<Record<string, string>> {
  const found = Object.entries(fields).flatMap(([name, states]) =>
    Object.values(states).map((state) => [name, stateValue(state)] as const),
  );
  return Object.fromEntries(found.filter(([, value]) => typeof value === "string")) as Record<string, string>;
}
