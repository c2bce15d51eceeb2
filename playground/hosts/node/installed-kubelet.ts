// The kubelet that is installed begins: its node tells that version from then on. One with a flag that it does not know ends at once.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import { type KubeObject, listAt, textAt, withAt } from "../../cluster/object.ts";
import type { Machine } from "../machine.ts";
import { type Packages, tagOf } from "./packages.ts";

/** A drop-in of systemd, which nobody who looks for flags of kubeadm's finds. */
export const dropIn = "/etc/systemd/system/kubelet.service.d/20-local.conf";
/** Of cAdvisor; the simulated 1.37 still takes it. */
export const oldFlag = "--container-hints";

/** Whether it stays up. */
export function startInstalled(machine: Machine, cluster: SimulatedCluster, packages: Packages): boolean {
  const tag = tagOf(packages, "kubelet");
  const isRefused =
    Number(tag.split(".")[1]) > 37 && machine.files.get(dropIn)?.content.includes(oldFlag) === true;
  if (isRefused) machine.journal.write("kubelet", "0", lastWords);
  const node = cluster.store.get("nodes", undefined, machine.name);
  if (node && isRefused) cluster.store.put(withReady(node, "Unknown"));
  if (node && !isRefused && textAt(node, version) !== tag)
    cluster.store.put(withReady(withAt(node, version, tag), "True"));
  return !isRefused;
}

const version = "status.nodeInfo.kubeletVersion";
const lastWords = `E1129 04:00:00.000000    4242 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: ${oldFlag}"\n`;

function withReady(node: KubeObject, status: "True" | "Unknown"): KubeObject {
  const conditions = listAt(node, "status.conditions").map((each) =>
    each.type === "Ready" ? { ...each, status } : each,
  );
  return withAt(node, "status.conditions", conditions);
}
