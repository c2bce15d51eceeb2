// One request, top to bottom: who is it, what do they mean, may they, what comes of it.

import { BotError } from "#src/base/errors.ts";
import { within } from "#src/base/within.ts";
import { authorize, type Role, rolesOf } from "#src/command/authorize.ts";
import { phraseOf, type Query } from "#src/command/define.ts";
import { helpOn } from "#src/command/help.ts";
import { lineOf } from "#src/command/line.ts";
import { parseLine } from "#src/command/parse.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Handled, Request } from "#src/slack/chat.ts";
import type { Submitted } from "#src/slack/incoming.ts";
import { chooseCluster } from "./choose-cluster.ts";
import { decide } from "./decide.ts";
import { answerWithinMs, explain, noAnswer, offerMenu } from "./explain.ts";
import { formFor } from "./form.ts";
import type { BotParts } from "./parts.ts";
import { propose } from "./propose.ts";
import { reveal } from "./reveal.ts";

export type Bot = {
  /** Never rejects: whatever happens is said to the person or logged. What is cut off by a stop is answered by the next run. */
  readonly handle: (request: Request) => Promise<Handled>;
};

export function createBot(parts: BotParts): Bot {
  return {
    handle: async (request) => {
      try {
        await serve(parts, request);
        return "served";
      } catch (error) {
        // Whatever it failed with: the reading was cut off, and the error may only be how that looks from there.
        if (parts.leaving.aborted) return "cut";
        await report(parts, request, error);
        return error instanceof BotError ? "served" : "failed";
      }
    },
  };
}

/**
 * Serves one line.
 * @throws BotError in words for whoever asked; anything else is a bug of ours
 */
export async function serve(parts: BotParts, request: Request): Promise<void> {
  const { chat, access, commands, log } = parts;
  const person = await chat.person(request.by);
  if (person.standing === "outsider") return log.info("ignored an outsider", { by: request.by });
  const roles = rolesOf(access, person);

  const parsed = parseLine(commands, request.line);
  if (parsed.kind === "help") return chat.whisper(request, helpOn(parsed.command, roles));
  const { command } = parsed;
  // Its cluster is the operation's, and who may is decided by how things stand when it is stored.
  if (command.kind === "decision") return decide(parts, request, { ...parsed, command });
  authorize(command.role, roles, phraseOf(command));

  const cluster = chooseCluster(parts, parsed, request.where.channel);
  if (parsed.kind === "incomplete") return chat.ask(request, formFor(parsed, cluster?.name));
  if (command.kind === "query") return answer(parts, request, { ...parsed, command, cluster, roles });
  if (!cluster) throw new Error(`${phraseOf(command)} is about no cluster`);
  if (command.kind === "reveal") return reveal(parts, request, { ...parsed, command, cluster });
  return propose(parts, request, { ...parsed, command, cluster });
}

type Asked = {
  readonly command: Query;
  readonly args: Record<string, unknown>;
  readonly cluster: ClusterView | undefined;
  readonly roles: ReadonlySet<Role>;
};

async function answer(parts: BotParts, request: Request, asked: Asked): Promise<void> {
  const { command, args, cluster, roles } = asked;
  const { clusters, commands, operations, campaigns, audit, incidents, schedules, signatures } = parts;
  const { clock, chat, log } = parts;
  const startedAt = clock.ticks();
  const limit = { clock, ms: answerWithinMs, signal: parts.leaving, late: noAnswer };
  const context = {
    ...(cluster ? { cluster, hosts: parts.hosts(cluster.name) } : {}),
    ...{ clusters, commands, roles, operations, campaigns, audit, incidents, schedules, signatures },
    by: request.by,
    now: clock.now(),
  };
  const answered = await within(limit, (signal) => command.answer(args, { ...context, signal }));
  await chat.answer(request, answered);
  const tookMs = Math.round(clock.ticks() - startedAt);
  log.info("answered", { command: phraseOf(command), by: request.by, cluster: cluster?.name, tookMs });
}

/** What was filled into a form takes the same road as a typed line. */
export function requestOf({ command, values, cluster, by, where }: Submitted): Request {
  // The command that was chosen, which asks for what it needs.
  if (command === "choose") return { line: lineOf(String(values.command ?? ""), {}, cluster), by, where };
  return { line: lineOf(command, values, cluster), by, where };
}

async function report({ chat, commands, log }: BotParts, request: Request, error: unknown): Promise<void> {
  const note = explain(error, log, { request, commands });
  try {
    await chat.whisper(request, { ...note, ...offerMenu(commands, request, error) });
  } catch (unsaid) {
    log.error("could not say what went wrong", { by: request.by, error, unsaid });
  }
}
