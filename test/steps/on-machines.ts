// Runs one step on simulated machines, as the engine would; it may be killed at one of its commands.
import type { Hosts } from "#src/hosts/host.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Proof, Step, StepContext } from "#src/operation/step.ts";
import type { GivenMachines } from "../hosts/given-machines.ts";
import { givenContext } from "./given.ts";

/** Before its nth command leaves, or once that was answered. */
export type Kill = { readonly when: "before" | "after"; readonly nth: number };

export async function actOn(
  given: GivenMachines,
  step: Step,
  { input }: PlannedStep,
  kill?: Kill,
): Promise<void> {
  await step.run(step.input.parse(input), contextOf(given, kill));
}

export function proofOn(given: GivenMachines, step: Step, { input }: PlannedStep): Promise<Proof> {
  return step.done(step.input.parse(input), contextOf(given));
}

export function contextOf(given: GivenMachines, kill?: Kill): StepContext {
  let count = 0;
  const hosts: Hosts = {
    ...given.hosts,
    host: async (name) => {
      const real = await given.hosts.host(name);
      return {
        ...real,
        run: async (run, until) => {
          const dies = ++count === kill?.nth;
          if (dies && kill?.when === "before") throw new Error("killed");
          const said = await real.run(run, until);
          if (dies) throw new Error("killed");
          return said;
        },
      };
    },
  };
  // None of the steps that use this asks it.
  return givenContext({} as Cluster, { hosts, now: Date.now, signal: AbortSignal.timeout(60_000) });
}
