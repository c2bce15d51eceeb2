// A decision, whatever it is about: who is it now, may they hear of it, and who of the kinds decides.
import { DeniedError } from "#src/base/errors.ts";
import { authorize, rolesOf } from "#src/command/authorize.ts";
import { type Deciding, type DecisionCommand, phraseOf } from "#src/command/define.ts";
import type { Parsed } from "#src/command/parse.ts";
import type { Decider } from "#src/operation/judge.ts";
import type { Request } from "#src/slack/chat.ts";
import { decideOnCampaign } from "./decide-on-campaign.ts";
import { decideOnDrill } from "./decide-on-drill.ts";
import { decideOnIncident } from "./decide-on-incident.ts";
import { decideOnOperation } from "./decide-on-operation.ts";
import { decideOnSilence } from "./decide-on-silence.ts";
import { formFor } from "./form.ts";
import type { BotParts } from "./parts.ts";

type Given = Exclude<Parsed, { kind: "help" }> & { readonly command: DecisionCommand };

/** How a kind of record is decided about. Rights, group membership and the channel are asked of Slack anew. */
type Kind = {
  readonly decide: typeof decideOnOperation;
  /** Writes down that somebody wanted to who may not even hear whether there is such a record. */
  readonly noteDenied: BotParts["operations"]["noteDenied"];
};

function kindOf({ operations }: BotParts, on: Deciding["on"]): Kind {
  const kinds: Readonly<Record<Deciding["on"], Kind>> = {
    operation: { decide: decideOnOperation, noteDenied: operations.noteDenied },
    campaign: { decide: decideOnCampaign, noteDenied: async () => undefined },
    incident: { decide: decideOnIncident, noteDenied: async () => undefined },
    drill: { decide: decideOnDrill, noteDenied: async () => undefined },
    silence: { decide: decideOnSilence, noteDenied: async () => undefined },
  };
  return kinds[on];
}

export async function decide(parts: BotParts, request: Request, given: Given): Promise<void> {
  const { command } = given;
  const person = await mustHoldARole(parts, request, given);
  if (given.kind === "incomplete") return parts.chat.ask(request, formFor(given, given.cluster));
  const { args, cluster } = given;
  return kindOf(parts, command.on).decide(parts, { request, person, command, args, cluster });
}

/** Whoever has no role hears which is missing, and not whether there is such a record; the audit hears of it either way. */
async function mustHoldARole(parts: BotParts, { by }: Request, given: Given): Promise<Decider> {
  const { chat, access } = parts;
  const { command } = given;
  const found = await chat.person(by, { fresh: true });
  const person = { ...found, roles: rolesOf(access, found) };
  try {
    if (person.standing === "outsider")
      throw new DeniedError("Decisions are for full members of this workspace.");
    // Every role includes it.
    if (!person.roles.has("viewer")) authorize(command.role, person.roles, phraseOf(command));
    return person;
  } catch (error) {
    if (error instanceof DeniedError && given.kind === "complete") {
      const denied = { by, decision: command.verdict, words: error.message };
      await kindOf(parts, command.on).noteDenied(String(given.args[command.on]), denied);
    }
    throw error;
  }
}
