// The machines of a cluster that is to be shut down: which are up, and in which order they go off.
import { SilentError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { PlanContext } from "#src/command/define.ts";
import { isControlPlane, isReady } from "#src/kubeadm/components.ts";
import { machineOf } from "#src/kubeadm/machine-of.ts";
import type { Node } from "#src/kubernetes/objects.ts";

type Way = Pick<PlanContext, "hosts" | "signal">;

export type Standing = { readonly node: Node; readonly host: string; readonly bootId: string };

export type Machines = {
  readonly up: readonly Standing[];
  /** Nodes that are not Ready and whose machines give no sign of life: they are off already. */
  readonly off: readonly string[];
};

/** @throws RefusedError where one of them may not be logged in to, or is another machine than its node runs on */
export async function standingMachines(nodes: readonly Node[], way: Way): Promise<Machines> {
  const found = await Promise.all(
    nodes.map(async (node) => ({ node, standing: await standingOf(node, way) })),
  );
  return {
    up: found.flatMap(({ standing }) => standing ?? []),
    off: found.flatMap(({ node, standing }) => (standing ? [] : [node.name])),
  };
}

/** Workers, then control planes; `own`, the node that Wheelhouse runs on, is the last in any case. */
export function inOrder(up: readonly Standing[], own: string | undefined): readonly Standing[] {
  const rank = ({ node }: Standing) => (node.name === own ? 2 : isControlPlane(node) ? 1 : 0);
  return up.toSorted((one, other) => rank(one) - rank(other) || one.node.name.localeCompare(other.node.name));
}

async function standingOf(node: Node, way: Way): Promise<Standing | undefined> {
  const found = await attempt(machineOf(node, "switch it off", way));
  if (!found.ok) {
    if (found.error instanceof SilentError && !isReady(node)) return undefined;
    throw found.error;
  }
  const { name: host } = found.value;
  return { node, host, bootId: await (await way.hosts.view(host)).read("bootId", way.signal) };
}
