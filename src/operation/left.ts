// What an operation that stops midway leaves half done, in the words of its steps.
import { actingOf, fencesOf, wordsOf } from "./ask.ts";
import type { Engine } from "./engine.ts";
import type { Operation } from "./operation.ts";

/** A line for each step that has begun and leaves something, each behind a line break; "" when none does. */
export async function leftBy(engine: Engine, operation: Operation, signal: AbortSignal): Promise<string> {
  const said: string[] = [];
  for (const [at, { title }] of operation.plan.steps.entries()) {
    if (operation.steps[at]?.state === "waiting") continue;
    const left = await leftByStep(engine, operation, at, signal).catch((error: unknown) => {
      engine.log.warn("cannot tell what a step has left", { operation: operation.id, error });
      return `Whether “${title}” has left something half done could not be read: ${wordsOf(error) ?? "the log has the details."}`;
    });
    if (left !== undefined) said.push(`\n${left}`);
  }
  return said.join("");
}

async function leftByStep(
  engine: Engine,
  operation: Operation,
  at: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const planned = operation.plan.steps[at];
  const acting =
    planned && actingOf(engine, operation, planned, { signal, fences: fencesOf(engine, operation) });
  return acting === undefined || "unfit" in acting ? undefined : acting.leaves();
}
