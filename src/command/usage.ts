// How a command is typed, generated from its definition.
import { UsageError } from "#src/base/errors.ts";
import { type Argument, argumentsOf, ofEveryChange } from "./argument.ts";
import { type Command, phraseOf } from "./define.ts";

/** `/k8s pod logs <pod> [--container <container>] [--previous]`. */
export function usageOf(command: Command): string {
  const all = [...argumentsOf(command.args), ...(command.kind === "operation" ? ofEveryChange : [])];
  const byPosition = command.positional.flatMap((name) => all.filter((each) => each.name === name));
  const named = all.filter(({ name }) => !command.positional.includes(name));
  return ["/k8s", phraseOf(command), ...byPosition.map(positionalUsage), ...named.map(namedUsage)].join(" ");
}

function positionalUsage({ name, required }: Argument): string {
  return required ? `<${name}>` : `[${name}]`;
}

function namedUsage({ name, kind, short, required }: Argument): string {
  const flag = short ? `-${short}, --${name}` : `--${name}`;
  const usage = kind === "flag" ? flag : `${flag} <${name}>`;
  return required ? usage : `[${usage}]`;
}

/** A mistake comes with how it is typed. */
export function usageError(command: Command, message: string, offers: readonly string[] = []): UsageError {
  return new UsageError(message, { hint: `Usage: ${usageOf(command)}`, offers });
}
