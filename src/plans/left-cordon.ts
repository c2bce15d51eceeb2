// A cordon that an operation left behind which stopped midway and was given up: whoever does such a thing anew takes it over, and takes it back.
import type { PlanContext } from "#src/command/define.ts";
import type { NodeFacts } from "#src/kubernetes/facts.ts";
import { cordonOf } from "#src/steps/cordon-node.ts";
import uncordonOwnNode from "#src/steps/uncordon-own-node.ts";

const most = 200;

/** That operation, which would have uncordoned the node itself; undefined where it is somebody's who wants it so. */
export async function cordonLeftOn(
  node: NodeFacts,
  { cluster, operations }: Pick<PlanContext, "cluster" | "operations">,
): Promise<string | undefined> {
  const by = cordonOf(node);
  if (by === undefined) return undefined;
  const givenUp = await operations.list({ cluster: cluster.name, states: ["abandoned"], limit: most });
  const its = givenUp.find(({ id }) => id === by);
  return its?.plan.steps.some(({ step }) => step === uncordonOwnNode.name) ? by : undefined;
}

export function sayTakenOver(node: string, by: string): string {
  return `${node} is still cordoned by ${by}, which was given up: this takes that over, and uncordons it at its end.`;
}
