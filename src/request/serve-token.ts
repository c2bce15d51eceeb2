// One line of an API token's: it takes the road of a typed one, but only asks or proposes, and what comes of it is handed back.
import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import type { Answer } from "#src/card/answer.ts";
import { phraseOf } from "#src/command/define.ts";
import { parseLine } from "#src/command/parse.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Chat, Note, Request } from "#src/slack/chat.ts";
import { serve } from "./bot.ts";
import { chooseCluster } from "./choose-cluster.ts";
import type { BotParts } from "./parts.ts";

export type ApiToken = { readonly name: string; readonly clusters: readonly string[] };

export type Served = { readonly answer: Answer } | { readonly operation: Operation };

export function tokenActor({ name }: Pick<ApiToken, "name">): `token:${string}` {
  return `token:${name}`;
}

/** @throws BotError in words for whoever wrote the line; anything else is a bug of ours */
export async function serveToken(all: BotParts, token: ApiToken, line: string): Promise<Served> {
  const served: Served[] = [];
  const parts = partsFor(all, token, (each) => served.push(each));
  const where = { channel: placeFor(parts, line) };
  await serve(parts, { line, by: tokenActor(token), where });
  const [first] = served;
  if (first) return first;
  throw new DeniedError("This token may not ask anything.");
}

/**
 * Where what is proposed is shown.
 * @throws BotError when it is no whole line, or none for a token
 */
function placeFor(parts: BotParts, line: string): string {
  const parsed = parseLine(parts.commands, line);
  if (parsed.kind !== "complete") throw new UsageError("A line that comes over HTTP must be whole.");
  const { command } = parsed;
  const phrase = phraseOf(command);
  if (command.kind === "decision" || command.kind === "reveal")
    throw new DeniedError(`${phrase} takes a person: no token decides, and none is shown a secret.`);
  // What is about no cluster may tell of all of them.
  if (command.kind === "query" && command.needs === "none")
    throw new DeniedError(`${phrase} is about no cluster, and a token is for its clusters.`);
  const cluster = chooseCluster(parts, parsed, "");
  const channel = cluster && parts.approvalsChannel(cluster.name);
  if (command.kind === "operation" && channel === undefined)
    throw new RefusedError("Nobody would see what is proposed.", {
      hint: "channels.approvals in wheelhouse.yaml says where.",
    });
  return channel ?? "";
}

/** It sees its clusters alone, and nobody is there to be asked back. */
function partsFor(parts: BotParts, { clusters }: ApiToken, take: (served: Served) => unknown): BotParts {
  const isIts = ({ cluster }: { readonly cluster: string }) => clusters.includes(cluster);
  const { operations, chat } = parts;
  return {
    ...parts,
    clusters: parts.clusters.filter(({ name }) => clusters.includes(name)),
    operations: {
      ...operations,
      list: async (wanted) => (await operations.list(wanted)).filter(isIts),
      propose: async (proposal) => {
        const operation = await operations.propose(proposal);
        take({ operation });
        return operation;
      },
    },
    chat: chatOfProgram(chat, (answer) => take({ answer })),
  };
}

function chatOfProgram(chat: Chat, take: (answer: Answer) => unknown): Chat {
  const nobody = async () => {
    throw new RefusedError("A line that comes over HTTP must need nobody to go on.");
  };
  return {
    ...chat,
    answer: async (_request, answer) => void take(answer),
    whisper: async (_request: Request, { message }: Note) =>
      void take({ headline: message, tone: "warning", parts: [] }),
    ask: nobody,
    confide: nobody,
  };
}
