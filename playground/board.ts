// The scenario menu: which breakages there are, and which are under way.
import { SCENARIOS } from "./scenarios/index.ts";
import type { Scenario, Stage } from "./scenarios/scenario.ts";
import type { Scenarios } from "./slack/options.ts";

export function scenarioBoard({ cluster, machines }: Stage, all: readonly Scenario[] = SCENARIOS): Scenarios {
  const active = new Set<string>();
  return {
    list: () =>
      all.map(({ name, title, description }) => ({ name, title, description, active: active.has(name) })),
    toggle: async (name) => {
      const scenario = all.find((each) => each.name === name);
      if (!scenario)
        throw new Error(`no scenario ${name}; there are ${all.map((each) => each.name).join(", ")}`);
      if (active.delete(name)) return scenario.end(cluster, machines);
      active.add(name);
      await scenario.begin(cluster, machines);
      // Who asks next sees what is broken, not how it breaks.
      await cluster.atRest();
    },
  };
}
