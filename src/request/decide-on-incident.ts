// One decision about an incident: who takes it, and for how long nobody wants to hear of it.
import { msOf } from "#src/base/duration.ts";
import { UsageError } from "#src/base/errors.ts";
import { authorize } from "#src/command/authorize.ts";
import { phraseOf } from "#src/command/define.ts";
import type { IncidentDecision } from "#src/incident/decide-incident.ts";
import type { Decided } from "./decide-on-operation.ts";
import type { BotParts } from "./parts.ts";
import { hintOf, silencedThere } from "./silenced-there.ts";

/** Decides, then draws the card that was clicked, and the one there is. */
export async function decideOnIncident(parts: BotParts, asked: Decided): Promise<void> {
  const { incidents, chat, clock, log } = parts;
  const { request, person, command, args, cluster } = asked;
  authorize(command.role, person.roles, phraseOf(command));
  const id = String(args.incident);
  const before = await incidents.find(id);
  if (cluster !== undefined && cluster !== before.cluster)
    throw new UsageError(`${id} is about ${before.cluster}, not ${cluster}.`);
  const after = await incidents.decide(id, decisionOf(asked, clock.now()));
  log.info("decided", { incident: id, decision: command.verdict, by: person.id, state: after.state });
  const { channel, clicked } = request.where;
  try {
    await chat.show({ kind: "incident", id }, clicked === undefined ? undefined : { channel, ts: clicked });
  } catch (error) {
    log.error("could not show a decision", { incident: id, error });
  }
  const isSilence = command.verdict === "silence" || before.state === "silenced";
  const there = isSilence ? await silencedThere(parts, before.cluster, id) : undefined;
  const hint = there ? hintOf(there) : {};
  // A click stands on the card, which says the rest.
  if (clicked === undefined)
    await chat.whisper(request, { message: `${id}: ${before.state} before, ${after.state} now.`, ...hint });
  else if (there?.isBehind)
    await chat.whisper(request, { message: `${id} is ${after.state} here.`, ...hint });
}

function decisionOf({ command, args, person }: Decided, now: number): IncidentDecision {
  const by = person.id;
  if (command.on !== "incident") throw new Error(`${phraseOf(command)} is not about incidents`);
  if (command.verdict !== "silence") return { verdict: command.verdict, by };
  const why = typeof args.reason === "string" ? args.reason : undefined;
  return { verdict: "silence", by, until: untilOf(String(args.for), now), ...(why ? { why } : {}) };
}

/** What an argument such as `4h` comes to. */
export function untilOf(text: string, now: number): number | "clear" {
  if (text === "clear") return "clear";
  return now + msOf(text);
}
