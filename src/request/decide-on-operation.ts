// One decision about an operation: what does it become, and what is shown of it.
import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import { type DecisionCommand, phraseOf } from "#src/command/define.ts";
import type { Decider } from "#src/operation/judge.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Clicked, Note, Request } from "#src/slack/chat.ts";
import { decisionForm } from "./form.ts";
import type { BotParts } from "./parts.ts";

export type Decided = {
  readonly request: Request;
  readonly person: Decider;
  readonly command: DecisionCommand;
  readonly args: Record<string, unknown>;
  /** As it was named on the line. */
  readonly cluster: string | undefined;
};

/** Decides, then draws the message that was clicked as things are now, whatever was decided or refused. */
export async function decideOnOperation(parts: BotParts, asked: Decided): Promise<void> {
  const { operations, chat } = parts;
  const { request, command, args, cluster } = asked;
  const before = await operations.find(String(args.operation));
  if (cluster !== undefined && cluster !== before.cluster) {
    throw new UsageError(`${before.id} is about ${before.cluster}, not ${cluster}.`, {
      hint: `\`operation show ${before.id}\` shows it.`,
    });
  }
  // A form that opened, and a right that lacks, changed nothing: to draw the card again would mark it as edited.
  let isSame = false;
  try {
    const after = await decided(parts, asked, before);
    isSame = after === undefined;
    if (after && !clickedOf(request)) await chat.whisper(request, outcome(command, before, after));
  } catch (error) {
    isSame = error instanceof DeniedError;
    throw error;
  } finally {
    if (!isSame) await showNow(parts, request, before.id);
  }
}

/** What was decided stands, whether or not it can be shown. */
async function showNow({ chat, log }: BotParts, request: Request, id: string): Promise<void> {
  try {
    await chat.show({ kind: "operation", id }, clickedOf(request));
  } catch (error) {
    log.error("could not show a decision", { operation: id, error });
  }
}

/** Undefined when a form now asks for what is missing. */
async function decided(
  parts: BotParts,
  { request, person, command, args }: Decided,
  operation: Operation,
): Promise<Operation | undefined> {
  const { operations, chat, log } = parts;
  if (command.on !== "operation") throw new Error(`${phraseOf(command)} is not about operations`);
  const decision = command.verdict;
  await mustBeInside(parts, request.where.channel, "nothing is decided here");
  if (decision === "approve" || decision === "resume") {
    for (const place of new Set([operation.where.channel, parts.approvalsChannel(operation.cluster)]))
      await mustBeInside(parts, place, `what ${operation.id} does is not told there, and it does not run`);
  }
  const { id } = operation;
  const [reason, typed] = [textOf(args.reason), textOf(args.target)];
  if (
    decision === "approve" &&
    operation.state === "proposed" &&
    !(await chat.isReadable({ kind: "operation", id }))
  ) {
    throw new RefusedError(`What ${id} would do is still on its way to its card and thread.`, {
      hint: `Once it is there: \`approve ${id}\`.`,
    });
  }
  try {
    const after = await operations.decide({ id, decision, person, reason, typed });
    log.info("decided", { operation: id, decision, by: request.by, state: after.state });
    return after;
  } catch (error) {
    const isLacking = (decision === "deny" ? reason : typed) === undefined;
    if (!(error instanceof UsageError) || !isLacking) throw error;
    await chat.ask(request, decisionForm(decision, operation));
    return undefined;
  }
}

async function mustBeInside({ chat }: BotParts, channel: string | undefined, so: string): Promise<void> {
  if (channel === undefined || (await chat.audience(channel, { fresh: true })) !== "shared") return;
  throw new RefusedError(`<#${channel}> is shared with people outside the workspace, so ${so}.`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function clickedOf({ where }: Request): Clicked | undefined {
  return where.clicked === undefined ? undefined : { channel: where.channel, ts: where.clicked };
}

/** For whoever typed it; a click sees the card change. */
function outcome({ verdict }: DecisionCommand, before: Operation, after: Operation): Note {
  const what = `${after.id} (${after.plan.title} on ${after.cluster})`;
  if (after.state === "stale") {
    return {
      message: `${what} is out of date, so it was not approved.`,
      hint: after.replacedBy
        ? `approve ${after.replacedBy} is what is possible now; look at its card first.`
        : undefined,
    };
  }
  const missing = after.approvalsNeeded - after.votes.filter((vote) => vote.verdict === "approve").length;
  if (verdict === "approve" && after.queued) {
    return {
      message: `You approved ${what}.`,
      hint: `It starts by itself once ${after.queued.behind} is over, planned afresh.`,
    };
  }
  if (verdict === "approve" && after.state === "proposed") {
    return {
      message: `You approved ${what}.${after.startsAt === undefined ? ` ${missing} more needed.` : " It starts in a moment."}`,
    };
  }
  return { message: `${what}: ${before.state} before, ${after.state} now.` };
}
