// The forms that ask for what a line lacks.
import { type Argument, argumentsOf, ofEveryChange } from "#src/command/argument.ts";
import { phraseOf } from "#src/command/define.ts";
import { lineOf } from "#src/command/line.ts";
import type { Given, Parsed } from "#src/command/parse.ts";
import type { Decision, Operation } from "#src/operation/operation.ts";
import type { Field, Form } from "#src/slack/chat.ts";

/** For the arguments of a command; a change also asks why. */
export function formFor(parsed: Extract<Parsed, { kind: "incomplete" }>, cluster: string | undefined): Form {
  const { command, given, asked } = parsed;
  const isChange = command.kind === "operation";
  const told: Given = {
    ...given,
    ...(asked.reason ? { reason: asked.reason } : {}),
    ...(asked.dryRun ? { "dry-run": true } : {}),
  };
  const all = [...argumentsOf(command.args), ...(isChange ? ofEveryChange : [])];
  return {
    title: command.title ?? phraseOf(command),
    summary: command.summary,
    command: phraseOf(command),
    line: lineOf(phraseOf(command), told, cluster),
    cluster,
    ...(command.kind === "decision" ? { decides: true } : {}),
    fields: all.filter(isForForms).map((argument) => fieldOf(argument, told)),
  };
}

/** What may be left out and nobody describes is for whoever types. */
function isForForms({ required, description }: Argument): boolean {
  return required || description !== "";
}

function fieldOf(argument: Argument, given: Given): Field {
  const { name, kind, pick, options, required, description } = argument;
  return {
    name,
    label: inWords(name),
    hint: description,
    kind: kind === "flag" ? "switch" : pick ? "menu" : options ? "choice" : "text",
    ...(options ? { options } : {}),
    required,
    ...(pick ? { pick } : {}),
    ...(given[name] === undefined ? {} : { value: given[name] }),
  };
}

/** `delete-emptydir-data` is `Delete emptydir data`. */
function inWords(name: string): string {
  const words = name.replaceAll("-", " ");
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

/** For what a decision still lacks: the reason of a denial, the target's name where it must be typed. */
export function decisionForm(decision: Decision, { id, plan, cluster }: Operation): Form {
  const line = `${decision} ${id}`;
  const what = `${plan.title} on ${cluster}`;
  const verb = `${decision[0]?.toUpperCase()}${decision.slice(1)}`;
  const shared = {
    title: `${verb} ${id}`,
    submit: verb,
    command: line,
    line,
    cluster: undefined,
    decides: true,
  } as const;
  if (decision === "deny") {
    return {
      ...shared,
      summary: `${what} will not run. Whoever asked for it is told why.`,
      fields: [
        {
          name: "reason",
          label: "Reason",
          hint: "Everybody in the channel reads it.",
          kind: "text",
          required: true,
        },
      ],
    };
  }
  const hint =
    plan.risk === "destructive"
      ? "What is lost cannot be brought back."
      : "You approve what you asked for yourself.";
  return {
    ...shared,
    summary: `${what}. Type ${plan.target} to go on.`,
    fields: [
      {
        name: "target",
        label: `Name of what is changed (${plan.target})`,
        hint,
        kind: "text",
        required: true,
      },
    ],
  };
}
