// The stages of what is done on one node after another: a first one that shows whether it works, a question, then the others. Pure.
import { isControlPlane } from "#src/kubeadm/components.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { Stage } from "./campaign.ts";

type Done = (node: Node) => Pick<Stage, "line" | "title">;

/** Workers first: what goes wrong there costs least. */
export function oneByOne(nodes: readonly Node[], done: Done): readonly Stage[] {
  return withCanary([...workersOf(nodes), ...planesOf(nodes)], done);
}

type Pace = {
  readonly atOnce?: number;
  /** How long a node has been at work before the next begins. */
  readonly restMs?: number | undefined;
};

/**
 * The control plane first, as kubelets may be older than API servers and not newer; no worker without it. After the first worker and the
 * one that is asked about, `atOnce` of them side by side.
 */
export function planesFirst(
  nodes: readonly Node[],
  done: Done,
  { atOnce = 1, restMs }: Pace = {},
): readonly Stage[] {
  const planes = planesOf(nodes).map(
    (node): Stage => ({ ...done(node), gate: "auto", node: node.name, needed: true }),
  );
  const workers = grouped(withCanary(workersOf(nodes), done), atOnce);
  // Between control planes there is none: a kubelet there would be newer than the API servers of the others for as long.
  if (restMs === undefined) return [...planes, ...workers];
  return [...planes, ...workers.map((stage, at) => (at + planes.length > 0 ? rested(stage, restMs) : stage))];
}

/** Whoever is asked sees for themselves how long it has been. */
function rested(stage: Stage, restMs: number): Stage {
  return stage.gate === "auto" ? { ...stage, gate: { restMs } } : stage;
}

/** One that shows whether it works and one that asks go alone. */
const alone = 2;

function grouped(stages: readonly Stage[], atOnce: number): readonly Stage[] {
  if (atOnce < 2) return stages;
  return stages.map((stage, at) =>
    at < alone ? stage : { ...stage, group: Math.floor((at - alone) / atOnce) },
  );
}

function withCanary(nodes: readonly Node[], done: Done): readonly Stage[] {
  return nodes.map(
    (node, at): Stage => ({
      ...done(node),
      gate: at === 1 ? "ask" : "auto",
      node: node.name,
    }),
  );
}

function workersOf(nodes: readonly Node[]): readonly Node[] {
  return byName(nodes.filter((node) => !isControlPlane(node)));
}

function planesOf(nodes: readonly Node[]): readonly Node[] {
  return byName(nodes.filter(isControlPlane));
}

/** `w2` before `w10`. */
function byName(nodes: readonly Node[]): readonly Node[] {
  return nodes.toSorted((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
}
