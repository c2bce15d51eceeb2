// What an earlier run received and did not answer: answered now where that is safe, else the person is told.
import { canonicalLine } from "#src/command/line.ts";
import { type Parsed, parseLine } from "#src/command/parse.ts";
import type { Handled, Left, Request } from "#src/slack/chat.ts";
import type { Bot } from "./bot.ts";
import type { BotParts } from "./parts.ts";

type Complete = Extract<Parsed, { kind: "complete" }>;

/** Later than this a question has had its time: whoever asked is told instead. */
const freshForMs = 15 * 60_000;

/**
 * A question is answered again, once: one that ended two processes must not end the next. A change is never asked for twice,
 * nor decided about after a while that nobody knows of.
 * @throws UnreachableError when it is not known who asked, and they are to be told later
 */
export async function answerAgain(
  parts: BotParts,
  bot: Bot,
  { request, at, isFirst }: Left,
): Promise<Handled> {
  const { chat, clock, log } = parts;
  const isFresh = clock.now() - at < freshForMs;
  const parsed = parsedOf(parts, request.line);
  if (isFirst && isFresh && isQuestion(parsed)) return bot.handle(request);
  if (await isProposed(parts, request, parsed, at)) return "served";
  const person = await chat.person(request.by);
  if (person.standing === "outsider") return "served";
  log.info("told that a request was lost", { line: request.line, by: request.by });
  await chat.whisper(request, {
    message: `Wheelhouse was restarted before it was done with \`${request.line || "help"}\`.`,
    hint:
      parsed?.command.kind === "decision"
        ? "Its card shows how things stand. If it does not show your decision, decide again."
        : "Please ask again.",
  });
  return "served";
}

/** Also what is no command, or lacks an argument: the answer is a note or a form. */
function isQuestion(parsed: Complete | undefined): boolean {
  return parsed === undefined || parsed.command.kind === "query" || parsed.asked.dryRun === true;
}

/** Undefined where nothing would run. */
function parsedOf({ commands }: BotParts, line: string): Complete | undefined {
  try {
    const parsed = parseLine(commands, line);
    return parsed.kind === "complete" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** It had got as far as a proposal, which has a card of its own. */
async function isProposed(
  { operations }: BotParts,
  { by, where }: Request,
  parsed: Complete | undefined,
  at: number,
): Promise<boolean> {
  if (parsed?.command.kind !== "operation") return false;
  const { command, given } = parsed;
  const newest = await operations.list({ limit: 50 });
  return newest.some(
    ({ line, cluster, proposedAt, ...asked }) =>
      asked.by === by &&
      asked.where.channel === where.channel &&
      proposedAt >= at &&
      line === canonicalLine(command, given, cluster),
  );
}
