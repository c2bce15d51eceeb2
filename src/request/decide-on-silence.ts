// Makes and ends silences: nobody need approve one, everybody sees it.
import { UsageError } from "#src/base/errors.ts";
import { whatOf, whenOf } from "#src/card/silence-rows.ts";
import { authorize } from "#src/command/authorize.ts";
import { phraseOf } from "#src/command/define.ts";
import { ruleNamed } from "#src/incident/problems.ts";
import type { Silence } from "#src/incident/silence.ts";
import { chooseCluster } from "./choose-cluster.ts";
import { untilOf } from "./decide-on-incident.ts";
import type { Decided } from "./decide-on-operation.ts";
import type { BotParts } from "./parts.ts";
import { hintOf, silencedThere } from "./silenced-there.ts";

export async function decideOnSilence(parts: BotParts, asked: Decided): Promise<void> {
  const { incidents, chat, clock, log } = parts;
  const { request, person, command, args } = asked;
  authorize(command.role, person.roles, phraseOf(command));
  const isNew = command.verdict === "add";
  const silence = isNew
    ? await added(parts, asked)
    : await incidents.silence.remove(String(args.silence), person.id);
  log.info("decided", { silence: silence.id, decision: command.verdict, by: person.id });
  const there = await silencedThere(parts, silence.cluster, silence.id);
  const what = `${silence.id} on ${silence.cluster}: ${whatOf(silence)}`;
  // A click stands on a card, which is drawn anew as soon as the cluster is looked at.
  if (request.where.clicked !== undefined)
    return chat.whisper(request, { message: `${what} is over.`, ...(there ? hintOf(there) : {}) });
  await chat.answer(request, {
    headline: isNew ? `${what} is silenced ${whenOf(silence, clock.now())}` : `${what} is heard of again`,
    tone: "neutral",
    parts: [
      {
        kind: "facts",
        facts: [
          ["Why", silence.why],
          ...(isNew ? unknownIn(parts, silence).map((words) => ["To know", words] as const) : []),
          ...(there ? [["Alertmanager", there.words] as const] : []),
        ],
      },
    ],
    buttons: [{ label: "Silences", line: "silence list", how: "thread" }],
  });
}

async function added(
  parts: BotParts,
  { request, person, command, args, cluster }: Decided,
): Promise<Silence> {
  const { incidents, clock } = parts;
  const now = clock.now();
  const about = chooseCluster(parts, { command, cluster }, request.where.channel);
  if (!about) throw new Error(`${phraseOf(command)} is about no cluster`);
  const from = args.from === undefined ? now : momentIn(String(args.from), now);
  const until = untilOf(String(args.for), from);
  if (until !== "clear" && until <= now)
    throw new UsageError("That would be over already.", { hint: "--from says when it begins." });
  return incidents.silence.add({
    ...{ cluster: about.name, by: person.id, why: String(args.reason), from, until },
    ...(args.alert === undefined ? {} : { alert: alertNamed(String(args.alert)) }),
    ...(args.about === undefined ? {} : { about: lowerKind(String(args.about)) }),
  });
}

/** As people write it, also by the name of its rule; what is no rule of ours may be an alert of another system. */
function alertNamed(typed: string): string {
  return ruleNamed(typed)?.alert ?? typed;
}

/** A name that was mistyped silences nothing, and nobody would see it. */
function unknownIn({ clusters }: BotParts, { cluster, alert, about = "" }: Silence): readonly string[] {
  const [kind, name] = about.split("/");
  const snapshot = clusters.find((each) => each.name === cluster)?.snapshot();
  const isMissing =
    kind === "node" && snapshot?.reach.state === "live" && !snapshot.nodes.some((node) => node.name === name);
  return [
    ...(isMissing ? [`${cluster} has no node ${name} now.`] : []),
    ...(alert === undefined || ruleNamed(alert)
      ? []
      : [`No rule is called ${alert}; it silences what Alertmanager tells by that name.`]),
  ];
}

/** @throws UsageError for a day that no calendar has */
function momentIn(text: string, now: number): number {
  if (/^\d+[mhd]$/.test(text)) return Number(untilOf(text, now));
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`${text} is no time.`);
  return at;
}

function lowerKind(about: string): string {
  const [kind = "", ...rest] = about.split("/");
  return [kind.toLowerCase(), ...rest].join("/");
}
