// One decision about an operation: who is it now, may they, what does it become.

import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import { authorize, rolesOf } from "#src/command/authorize.ts";
import { type DecisionCommand, phraseOf } from "#src/command/define.ts";
import type { Parsed } from "#src/command/parse.ts";
import type { Decider } from "#src/operation/judge.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Clicked, Note, Request } from "#src/slack/chat.ts";
import { decisionForm, formFor } from "./form.ts";
import type { BotParts } from "./parts.ts";

type Deciding = Exclude<Parsed, { kind: "help" }> & { readonly command: DecisionCommand };

/**
 * Decides, then draws the message that was clicked as things are now, whatever was decided or refused. Rights, group membership and the
 * channel are asked of Slack anew.
 */
export async function decide(parts: BotParts, request: Request, parsed: Deciding): Promise<void> {
  const { operations, chat } = parts;
  const person = await mustHoldARole(parts, request, parsed);
  if (parsed.kind === "incomplete") return chat.ask(request, formFor(parsed, parsed.cluster));
  const before = await operations.find(String(parsed.args.operation));
  if (parsed.cluster !== undefined && parsed.cluster !== before.cluster) {
    throw new UsageError(`${before.id} is about ${before.cluster}, not ${parsed.cluster}.`, {
      hint: `\`operation show ${before.id}\` shows it.`,
    });
  }
  // A form that opened, and a right that lacks, changed nothing: to draw the card again would mark it as edited.
  let isSame = false;
  try {
    const after = await decided(parts, { request, person }, parsed, before);
    isSame = after === undefined;
    if (after && !clickedOf(request)) await chat.whisper(request, outcome(parsed.command, before, after));
  } catch (error) {
    isSame = error instanceof DeniedError;
    throw error;
  } finally {
    if (!isSame) await showNow(parts, request, before.id);
  }
}

/** Whoever has no role hears which is missing, and not whether there is such an operation; the audit hears of it either way. */
async function mustHoldARole(parts: BotParts, { by }: Request, parsed: Deciding): Promise<Decider> {
  const { operations, chat, access } = parts;
  const { command } = parsed;
  const found = await chat.person(by, { fresh: true });
  const person = { ...found, roles: rolesOf(access, found) };
  try {
    if (person.standing === "outsider")
      throw new DeniedError("Operations are decided by full members of this workspace.");
    // Every role includes it.
    if (!person.roles.has("viewer")) authorize(command.role, person.roles, phraseOf(command));
    return person;
  } catch (error) {
    if (error instanceof DeniedError && parsed.kind === "complete") {
      const denied = { by, decision: command.decides, words: error.message };
      await operations.noteDenied(String(parsed.args.operation), denied);
    }
    throw error;
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
  { request, person }: { readonly request: Request; readonly person: Decider },
  { command, args }: Extract<Deciding, { kind: "complete" }>,
  operation: Operation,
): Promise<Operation | undefined> {
  const { operations, chat, log } = parts;
  const decision = command.decides;
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
function outcome({ decides }: DecisionCommand, before: Operation, after: Operation): Note {
  const what = `${after.id} (${after.plan.title} on ${after.cluster})`;
  if (after.state === "stale") {
    return {
      message: `${what} is out of date, so it was not approved.`,
      hint: after.replacedBy
        ? `approve ${after.replacedBy} is what is possible now; look at its card first.`
        : undefined,
    };
  }
  const missing = after.approvalsNeeded - after.votes.filter(({ verdict }) => verdict === "approve").length;
  if (decides === "approve" && after.state === "proposed") {
    return {
      message: `You approved ${what}.${after.startsAt === undefined ? ` ${missing} more needed.` : " It starts in a moment."}`,
    };
  }
  return { message: `${what}: ${before.state} before, ${after.state} now.` };
}
