// Does what a schedule says, as the schedule: its line takes the road of a typed one, and its answer goes to its channel.
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import type { Answer } from "#src/card/answer.ts";
import { actorOf, type Schedule } from "#src/schedule/schedule.ts";
import type { Chat, Note, Request } from "#src/slack/chat.ts";
import { serve } from "./bot.ts";
import { explain } from "./explain.ts";
import type { BotParts } from "./parts.ts";
import { mustBeForSchedules } from "./schedule-line.ts";

type Due = { readonly schedule: Schedule; readonly due: number };

/** Later than this it says so. */
const punctualMs = 5 * 60_000;

/** `later` while Slack does not answer: then nobody would hear of it. */
export async function runScheduled(parts: BotParts, { schedule, due }: Due): Promise<"ran" | "later"> {
  const { access, clock, log } = parts;
  const { channel, line = "" } = schedule;
  const instead = access.admin?.find((id) => /^[UW]/.test(id));
  const where = { channel, ...(instead ? { instead } : {}) };
  const request: Request = { line, by: actorOf(schedule), where };
  const chat = chatOfNobody(parts.chat, clock.now() - due);
  try {
    await chat.audience(channel);
    if (schedule.remind !== undefined) await chat.answer(request, reminder(schedule.remind));
    else await asked({ ...parts, chat }, request, schedule);
    log.info("ran a schedule", { schedule: schedule.name, due });
    return "ran";
  } catch (error) {
    return await toldOf(error, { ...parts, chat }, request);
  }
}

async function asked(parts: BotParts, request: Request, schedule: Schedule): Promise<void> {
  mustBeForSchedules(parts, schedule);
  await serve(parts, request);
}

async function toldOf(
  error: unknown,
  { chat, commands, log }: BotParts,
  request: Request,
): Promise<"ran" | "later"> {
  try {
    await chat.whisper(request, explain(error, log, { request, commands }));
    return "ran";
  } catch (unsaid) {
    if (unsaid instanceof UnreachableError) return "later";
    log.error("could not say what became of a schedule", { by: request.by, error, unsaid });
    return "ran";
  }
}

/** Nobody asked, so nobody is asked back, and what would be a note for one is for the channel. */
function chatOfNobody(chat: Chat, lateMs: number): Chat {
  const answer: Chat["answer"] = (request, said) => chat.answer(request, sayingLate(said, lateMs));
  const nobody = () => {
    throw new RefusedError("A schedule's line must need nobody to go on.");
  };
  return {
    ...chat,
    answer,
    whisper: (request, note) => answer(request, noteAsAnswer(note)),
    ask: async () => nobody(),
    confide: async () => nobody(),
  };
}

function noteAsAnswer({ message, hint, shell = [] }: Note): Answer {
  return {
    headline: message,
    tone: "warning",
    parts: [
      ...(hint ? [{ kind: "text" as const, text: hint }] : []),
      ...(shell.length > 0 ? [{ kind: "code" as const, text: shell.join("\n") }] : []),
    ],
  };
}

function reminder(text: string): Answer {
  return { headline: text, tone: "neutral", parts: [] };
}

function sayingLate(answer: Answer, lateMs: number): Answer {
  if (lateMs < punctualMs) return answer;
  const late = `This was due ${span(lateMs)} ago, and could not be done then.`;
  return { ...answer, parts: [...answer.parts, { kind: "text", text: late }] };
}
