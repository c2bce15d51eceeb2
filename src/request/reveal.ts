// Shows a secret to the one person who asked for what made it: found, asked whose it is, written down, read, confided.

import type { Actor } from "#src/base/actor.ts";
import { DeniedError, RefusedError } from "#src/base/errors.ts";
import { within } from "#src/base/within.ts";
import { authorize, rolesOf } from "#src/command/authorize.ts";
import { phraseOf, type Reveal, type Revealable } from "#src/command/define.ts";
import type { Parsed } from "#src/command/parse.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Request } from "#src/slack/chat.ts";
import { answerWithinMs, noAnswer } from "./explain.ts";
import type { BotParts } from "./parts.ts";

type Asked = Omit<Extract<Parsed, { kind: "complete" }>, "command" | "cluster"> & {
  readonly command: Reveal;
  readonly cluster: ClusterView;
};

/**
 * Neither an approver nor an admin sees what somebody else asked for. What is read is given to `confide` and to nothing else:
 * it never meets the outbox, the store or the log.
 */
export async function reveal(parts: BotParts, request: Request, asked: Asked): Promise<void> {
  const { operations, chat, clock, leaving, log } = parts;
  const { command, args, cluster } = asked;
  const { by, where } = request;
  const roles = await rolesNow(parts, by, phraseOf(command));
  authorize(command.role, roles, phraseOf(command));
  if ((await chat.audience(where.channel, { fresh: true })) === "shared") {
    throw new RefusedError(
      "This channel is shared with people outside the workspace, so nothing is shown here.",
    );
  }
  const limit = { clock, ms: answerWithinMs, signal: leaving, late: noAnswer };
  const { operation, what, secret } = await within(limit, async (signal) => {
    const found = await command.find(args, {
      ...parts,
      cluster,
      roles,
      now: clock.now(),
      signal,
      revealToken: (id, until) => parts.revealToken(cluster.name, id, until),
    });
    await mustBeTheirs(parts, by, found);
    return { ...found, secret: await found.read() };
  });
  // Before it is shown, so that nobody has seen what the audit does not know of.
  await operations.noteReveal(operation, { by, what, outcome: "revealed" });
  await chat.confide(request, secret);
  log.info("revealed", { command: phraseOf(command), by, operation: operation.id, what });
}

async function mustBeTheirs({ operations }: BotParts, by: Actor, found: Revealable): Promise<void> {
  const { operation, what } = found;
  if (operation.by === by) return;
  await operations.noteReveal(operation, { by, what, outcome: "refused" });
  throw new DeniedError(`Only <@${operation.by}>, who asked for ${operation.id}, can see this.`, {
    hint: "token create makes one for you.",
  });
}

/** As they are at this click, not as they are remembered. */
async function rolesNow({ chat, access }: BotParts, by: string, phrase: string) {
  const person = await chat.person(by, { fresh: true });
  if (person.standing === "outsider")
    throw new DeniedError(`${phrase} is for full members of this workspace.`);
  return rolesOf(access, person);
}
