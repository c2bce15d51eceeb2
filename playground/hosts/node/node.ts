// What makes a simulated machine a node of the simulated cluster: kubeadm's files, a kubelet, and static pods on a control plane.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import { setDiskPressure } from "../../cluster/disk-pressure.ts";
import { textAt, withAt } from "../../cluster/object.ts";
import type { NodeSeed } from "../../cluster/seed/nodes.ts";
import type { Machine } from "../machine.ts";
import { nodePrograms } from "../programs/node.ts";
import { addMember, membersOf, noMember } from "./etcd.ts";
import { type SimulatedNode, startKubelet, writeKubelet } from "./kubelet.ts";
import { makePackages } from "./packages.ts";
import { makePki, type Pki } from "./pki.ts";
import { components, createStaticPods, manifestOf } from "./static-pods.ts";

type Wanted = Pick<NodeSeed, "name" | "controlPlane" | "address">;

export async function makeNode(
  machine: Machine,
  cluster: SimulatedCluster,
  wanted: Wanted,
): Promise<SimulatedNode> {
  const server = "https://10.0.0.10:6443";
  const pki = wanted.controlPlane ? await makePki(cluster.authority, server) : undefined;
  machine.services.set("containerd", { active: "active", enabled: "enabled" });
  for (const port of wanted.controlPlane ? [2379, 2380, 6443, 10250] : [10250]) machine.ports.add(port);
  await writeKubelet(machine, cluster, server);
  machine.links.set("cni0", "10.244.1.1");
  machine.write("/var/lib/cni", "");
  machine.write("/etc/cni/net.d/10-flannel.conflist", "{}\n");
  // What its kubelet has told of it.
  const there = cluster.store.get("nodes", undefined, wanted.name);
  const machineId = textAt(there, "status.nodeInfo.machineID");
  if (machineId !== "") machine.write("/etc/machine-id", `${machineId}\n`);
  const bootId = textAt(there, "status.nodeInfo.bootID");
  if (bootId !== "") machine.write("/proc/sys/kernel/random/boot_id", `${bootId}\n`);
  machine.write("/etc/kubernetes/pki/ca.crt", cluster.ca);
  // The API server that the bot talks to is the first one's, which the balancer prefers.
  const isFirst = membersOf(cluster).length === 0;
  if (pki) await writeControlPlane(machine, cluster, { pki, isFirst });
  const staticPods = pki && createStaticPods(machine, cluster, { isAsked: isFirst });
  const packages = makePackages(machine, cluster.version);
  startKubelet(machine, cluster, { staticPods, packages });
  const etcd = staticPods ? addMember(cluster, machine) : noMember(machine);
  etcd.answers = () => staticPods?.runs("etcd") ?? false;
  const node = { machine, cluster, version: cluster.version, pki, staticPods, etcd, packages };
  machine.rebooted.add(() => tellBoot(machine, cluster));
  machine.disk.changed.add(() => tellRoom(machine, cluster));
  for (const [name, program] of Object.entries(nodePrograms(node))) machine.programs.set(name, program);
  return node;
}

/** What a kubelet says of itself once it has started anew. */
function tellBoot({ name, files }: Machine, { store }: SimulatedCluster): void {
  const found = store.get("nodes", undefined, name);
  const bootId = files.get("/proc/sys/kernel/random/boot_id")?.content.trim();
  if (found) store.put(withAt(found, "status.nodeInfo.bootID", bootId));
}

/** As the kubelet does, which waits five minutes for it: room enough ends its node's pressure. */
function tellRoom({ name, disk }: Machine, cluster: SimulatedCluster): void {
  if (disk.freeBytes() > 0.15 * disk.sizeBytes) setDiskPressure(cluster, name, "False");
}

type Plane = { readonly pki: Pki; readonly isFirst: boolean };

async function writeControlPlane(
  machine: Machine,
  cluster: SimulatedCluster,
  { pki, isFirst }: Plane,
): Promise<void> {
  await pki.write(machine);
  // What the API server shows already, and whatever a scenario lets it show later, lies there as a file.
  if (isFirst)
    cluster.whenPresented(({ cert, key }) => {
      machine.write("/etc/kubernetes/pki/apiserver.crt", cert);
      machine.write("/etc/kubernetes/pki/apiserver.key", key, "600");
    });
  for (const { name } of components)
    machine.write(manifestOf(name), `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`, "600");
}
