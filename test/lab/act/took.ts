// How long an operation's steps took, for whoever reads what a test of the lab prints.
import type { Operation } from "#src/operation/operation.ts";

export function tellSteps({ plan, steps }: Operation): void {
  for (const [at, { title }] of plan.steps.entries()) {
    // One that was so already was never started.
    const { endedAt: to = 0, startedAt: from = to } = steps[at] ?? {};
    console.log(`  ${said(to - from).padStart(8)}  ${title}`);
  }
}

export function said(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
