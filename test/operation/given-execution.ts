import { UnreachableError } from "#src/base/errors.ts";
import { bob, type Given, givenOperations, switchStep, type World } from "./given.ts";

export type Behaviour = NonNullable<Parameters<typeof switchStep>[2]>;

/** Approves a plan of one or more such steps and runs it to its end. */
export async function ran(
  behave: (world: World) => Behaviour,
  names: readonly string[] = ["a"],
  more: Given = {},
) {
  const given = begun(behave, more);
  const { id } = await given.propose(names);
  await given.operations.decide({ decision: "approve", id, person: bob });
  return { ...given, id, operation: await given.ended(id) };
}

export function begun(behave: (world: World) => Behaviour, more: Given = {}) {
  const world: World = more.world ?? { on: new Set(), calls: [] };
  return givenOperations({ ...more, world, steps: [switchStep(world, "switch-on", behave(world))] });
}

export const dead = () => Promise.reject(new UnreachableError("the API server of home does not answer"));
