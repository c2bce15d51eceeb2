// Finds the machine behind a node and looks at it, where Wheelhouse may log in there. Nobody else is bothered for it.
import { attempt } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { lookAtMachine, type MachineLook } from "./look.ts";

/** Undefined where the inventory has no such machine; a key that nobody has approved is a closed door. */
export async function collectMachine(
  cluster: ClusterView,
  node: Node,
  hosts: HostsView,
  signal: AbortSignal,
): Promise<MachineLook | undefined> {
  const listed = await attempt(hosts.list());
  const known = listed.ok ? hostOf(node, listed.value) : undefined;
  if (!known) return undefined;
  const { name: host, pin } = known;
  if (!pin) return { state: "closed", host, why: `the key of ${host} is not approved: host add ${host}` };
  return lookAtMachine(await hosts.view(host), serversOf(cluster, node), signal);
}

/** Of the other control planes: a machine always reaches itself. */
function serversOf(cluster: ClusterView, { name }: Node): readonly string[] {
  return cluster
    .snapshot()
    .nodes.filter((node) => node.roles.includes("control-plane") && node.name !== name)
    .flatMap(({ addresses }) => addresses.find(({ type }) => type === "InternalIP")?.address ?? []);
}
