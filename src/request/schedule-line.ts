// What a schedule may type: a question, or where the configuration says so a change, which people then decide about.
import { BotError, RefusedError } from "#src/base/errors.ts";
import { type Role, rolesOf } from "#src/command/authorize.ts";
import { phraseOf } from "#src/command/define.ts";
import { parseLine } from "#src/command/parse.ts";
import { actorOf, type Schedule } from "#src/schedule/schedule.ts";
import { chooseCluster } from "./choose-cluster.ts";
import type { BotParts } from "./parts.ts";

/** The least that does what it says; nobody is given more by a clock. */
export function grantedTo({ mayPropose }: Pick<Schedule, "mayPropose">): readonly Role[] {
  return [mayPropose ? "operator" : "viewer"];
}

type Known = Pick<BotParts, "commands" | "clusterOfChannel"> & {
  readonly clusters: readonly { readonly name: string }[];
};

/** @throws BotError when it is no whole line, or nothing that a schedule may type */
export function mustBeForSchedules(parts: Known, schedule: Schedule): void {
  const { line, channel, mayPropose } = schedule;
  if (line === undefined) return;
  const parsed = parseLine(parts.commands, line);
  const { command } = parsed;
  if (parsed.kind !== "complete" || !command) throw new RefusedError("A schedule's line must be whole.");
  const phrase = phraseOf(command);
  if (command.kind === "decision" || command.kind === "reveal")
    throw new RefusedError(`${phrase} takes a person: no schedule decides, and none is shown a secret.`);
  if (command.kind === "operation" && !mayPropose)
    throw new RefusedError(`${phrase} is a change.`, {
      hint: "mayPropose: true lets it be proposed; people approve it as any other.",
    });
  const roles = rolesOf({}, { id: actorOf(schedule), groups: [], granted: grantedTo(schedule) });
  if (!roles.has(command.role))
    throw new RefusedError(`${phrase} needs the role ${command.role}, which no schedule has.`);
  chooseCluster(parts, parsed, channel);
}

/** What is wrong with the lines of the configuration, all at once. */
export function wrongSchedules(
  parts: Parameters<typeof mustBeForSchedules>[0],
  schedules: readonly Schedule[],
): readonly string[] {
  return schedules.flatMap((schedule) => {
    try {
      mustBeForSchedules(parts, schedule);
      return [];
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      const { message, hint } = error;
      return [`schedules: ${schedule.name}: ${[message, hint].filter(Boolean).join(" ")}`];
    }
  });
}
