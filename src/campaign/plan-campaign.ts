// The plan that begins a campaign, for the commands that make one: what is approved is the list of its stages and the bounds they keep to.
import type { Json } from "#src/base/json.ts";
import { count } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import type { Bounds, Course, Known, Stage } from "./campaign.ts";

type Wanted = {
  /** Made from the step `begin-campaign`, which knows more than this room may. */
  readonly begin: (course: Course) => PlannedStep;
  readonly title: string;
  readonly target: string;
  readonly stages: readonly Stage[];
  readonly bounds: Bounds;
  readonly impact: readonly string[];
  readonly warnings: readonly string[];
  readonly basis: Json;
  readonly snapshot: Pick<Snapshot, "nodes">;
};

export function campaignPlan({ begin, title, target, stages, bounds, snapshot, ...said }: Wanted): Plan {
  const known = knownOf(snapshot);
  const asks = stages.filter(({ gate }) => gate === "ask").length;
  const course: Course = { title, stages: [...stages], bounds, known };
  return {
    ...said,
    target,
    risk: bounds.risk,
    title: `Begin: ${title}`,
    impact: [
      `${count(stages.length, "stage")}, one after another, each planned afresh and with a card of its own${asks > 0 ? `; ${asks} of them ${asks === 1 ? "asks" : "ask"} first` : ""}.`,
      "Before each the cluster must be well. Whatever a stage would do beyond what is listed here asks first.",
      ...said.impact,
    ],
    warnings: [
      ...said.warnings,
      ...known.off.map((node) => `${node} is not ready; nothing waits for it.`),
      ...known.cordoned.map((node) => `${node} is cordoned already; nothing waits for that.`),
    ],
    losses: bounds.losses,
    steps: [begin(course)],
    // The campaign has locks of its own.
    locks: [],
    offers: [{ label: "How far it is", line: "campaign show <operation>", how: "thread" }],
  };
}

function knownOf({ nodes }: Pick<Snapshot, "nodes">): Known {
  const names = (some: Snapshot["nodes"]) => some.map(({ name }) => name).toSorted();
  return {
    off: names(nodes.filter((node) => !isReady(node))),
    cordoned: names(nodes.filter(({ unschedulable }) => unschedulable)),
  };
}
