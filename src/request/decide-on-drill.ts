// Begins a drill; its card, and its end, are told where it was asked too.
import { UsageError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { authorize } from "#src/command/authorize.ts";
import { phraseOf } from "#src/command/define.ts";
import { ruleNamed, ruleNames } from "#src/incident/problems.ts";
import { chooseCluster } from "./choose-cluster.ts";
import type { Decided } from "./decide-on-operation.ts";
import type { BotParts } from "./parts.ts";

export async function decideOnDrill(parts: BotParts, asked: Decided): Promise<void> {
  const { incidents, chat, log } = parts;
  const { request, person, command, args, cluster } = asked;
  authorize(command.role, person.roles, phraseOf(command));
  const about = chooseCluster(parts, { command, cluster }, request.where.channel);
  if (!about) throw new Error(`${phraseOf(command)} is about no cluster`);
  const rule = ruleNamed(String(args.rule));
  if (!rule)
    throw new UsageError(`There is no rule ${String(args.rule)}.`, { hint: `I know ${few(ruleNames, 8)}.` });
  const { channel, thread } = request.where;
  const where = { channel, ...(thread ? { thread } : {}) };
  const { id } = await incidents.drill({ rule, cluster: about.name, by: person.id, where });
  log.info("drill", { incident: id, alert: rule.alert, by: person.id });
  await chat.whisper(request, {
    message: `The drill ${id} begins.`,
    hint: "Take it on its card, or it ends by itself in 10 min; what each step took is said here then.",
  });
}
