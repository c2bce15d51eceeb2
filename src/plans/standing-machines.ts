// The machines of a cluster that is to be shut down: which are up, and in which order they go off.
import { RefusedError, SilentError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { PlanContext } from "#src/command/define.ts";
import { isControlPlane, isReady } from "#src/kubeadm/components.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
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

async function standingOf(node: Node, { hosts, signal }: Way): Promise<Standing | undefined> {
  const known = hostOf(node, await hosts.list());
  if (!known?.pin)
    throw new RefusedError(
      `Wheelhouse may not log in to the machine of ${node.name}, so it cannot switch it off.`,
      { hint: `host add ${node.name}` },
    );
  const host = await hosts.view(known.name);
  const machineId = await attempt(host.read("machineId", signal));
  if (!machineId.ok) {
    if (machineId.error instanceof SilentError && !isReady(node)) return undefined;
    throw machineId.error;
  }
  if (machineId.value !== node.machineId)
    throw new RefusedError(
      `${known.name} is another machine than the one that ${node.name} runs on: their machine ids differ.`,
      { hint: `host show ${known.name}` },
    );
  return { node, host: known.name, bootId: await host.read("bootId", signal) };
}
