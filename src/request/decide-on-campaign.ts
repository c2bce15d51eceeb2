// One decision about a campaign: paused, continued, a stage of it skipped, abandoned.
import { UsageError } from "#src/base/errors.ts";
import { phraseOf } from "#src/command/define.ts";
import type { Decided } from "./decide-on-operation.ts";
import type { BotParts } from "./parts.ts";

/** Decides, then draws the card that was clicked, and the one there is. */
export async function decideOnCampaign(parts: BotParts, asked: Decided): Promise<void> {
  const { campaigns, chat, log } = parts;
  const { request, person, command, args, cluster } = asked;
  if (command.on !== "campaign") throw new Error(`${phraseOf(command)} is not about campaigns`);
  const id = String(args.campaign);
  const before = await campaigns.find(id);
  if (cluster !== undefined && cluster !== before.cluster)
    throw new UsageError(`${id} is about ${before.cluster}, not ${cluster}.`);
  const reason = typeof args.reason === "string" ? args.reason.trim() : "";
  const after = await campaigns.decide({
    ...{ id, person, decision: command.verdict },
    ...(reason ? { reason } : {}),
    ...(args.anyway === true ? { anyway: true } : {}),
  });
  log.info("decided", { campaign: id, decision: command.verdict, by: person.id, state: after.state });
  const { channel, clicked } = request.where;
  try {
    await chat.show({ kind: "campaign", id }, clicked === undefined ? undefined : { channel, ts: clicked });
  } catch (error) {
    log.error("could not show a decision", { campaign: id, error });
  }
  if (clicked === undefined)
    await chat.whisper(request, { message: `${id}: ${before.state} before, ${after.state} now.` });
}
