// A plan as text that is read to the last character before it is approved.
import { sayCall } from "#src/base/call.ts";
import { exact } from "#src/base/text.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";

/** The exact calls of a step, one a line. */
export function callsOf({ calls }: PlannedStep): readonly string[] {
  return calls.map(sayCall);
}

/** What a person would type for it: no part of what runs, but the shortest way to say it. */
export function equivalentOf(step: PlannedStep): string | undefined {
  return step.equivalent && exact(step.equivalent);
}

/** The whole plan. */
export function wholeText(plan: Plan): string {
  const { title, target, impact, warnings } = plan;
  return [
    `${exact(title)}, target ${exact(target)}`,
    ...["", "What runs, and nothing else:", callsText(plan)],
    ...(warnings.length > 0 ? ["", "Mind:", ...warnings.map((line) => `- ${exact(line)}`)] : []),
    ...["", "What it does:", ...impact.map((line) => `- ${exact(line)}`)],
  ].join("\n");
}

/** Every step with its calls. The only step of a plan goes without its title: that is the plan's. */
export function callsText({ title, steps }: Pick<Plan, "title" | "steps">): string {
  const isOne = steps.length === 1 && steps[0]?.title === title;
  return steps.flatMap((step, at) => stepText(step, isOne ? undefined : at + 1)).join("\n");
}

function stepText(step: PlannedStep, number: number | undefined): readonly string[] {
  const equivalent = equivalentOf(step);
  const lines = [...callsOf(step), ...(equivalent ? [`(as by hand: ${equivalent})`] : [])];
  if (number === undefined) return lines;
  return [`${number}. ${exact(step.title)}`, ...lines.map((line) => `   ${line}`)];
}
