// Nothing secret gets into a stored plan: what runs must be what was shown, so it is refused rather than redacted.
import { sayCall } from "#src/base/call.ts";
import { RefusedError } from "#src/base/errors.ts";
import { canonical, type Plan, type PlannedStep } from "./plan.ts";

/**
 * The plan as it may be stored. Text about impact is redacted; everything that an approval is bound to must be clean.
 * @throws RefusedError when it holds what looks like a secret
 */
export function storablePlan(line: string, plan: Plan, redact: (text: string) => string): Plan {
  if (redact(line) !== line) {
    throw new RefusedError("This line holds what looks like a secret, so I keep nothing of it.", {
      hint: "If it is one, change it: it was posted here.",
    });
  }
  const { target, title, basis, steps } = plan;
  const leaves = [target, title, canonical(basis), ...steps.flatMap(leavesOf)];
  if (leaves.some((text) => redact(text) !== text)) {
    throw new RefusedError(
      `The plan “${redact(title)}” holds what looks like a secret, and plans are kept and shown.`,
    );
  }
  return { ...plan, impact: plan.impact.map(redact), warnings: plan.warnings.map(redact) };
}

function leavesOf({ step, input, title, calls, equivalent = "" }: PlannedStep): readonly string[] {
  const called = calls.flatMap((call) => [sayCall(call), canonical(call)]);
  return [step, canonical(input), title, equivalent, ...called];
}
