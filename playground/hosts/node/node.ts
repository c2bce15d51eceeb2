// What makes a simulated machine a node of the simulated cluster: kubeadm's files, a kubelet, and static pods on a control plane.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import type { NodeSeed } from "../../cluster/seed/nodes.ts";
import type { Machine } from "../machine.ts";
import { nodePrograms } from "../programs/node.ts";
import { makePki, type Pki, yearsFrom } from "./pki.ts";
import { components, createStaticPods, manifestOf, type StaticPods } from "./static-pods.ts";

export type SimulatedNode = {
  readonly machine: Machine;
  readonly cluster: SimulatedCluster;
  /** `v1.37.1`. */
  readonly version: string;
  /** Of a control plane. */
  readonly pki: Pki | undefined;
  readonly staticPods: StaticPods | undefined;
};

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
  await writeKubelet(machine, cluster, wanted.name, server);
  machine.write("/etc/kubernetes/pki/ca.crt", cluster.ca);
  if (pki) await writeControlPlane(machine, cluster, pki);
  const staticPods = pki && createStaticPods(machine, cluster);
  // What a kubelet does that begins anew.
  machine.services.set("kubelet", {
    ...{ active: "active", enabled: "enabled" },
    changed: () => void staticPods?.look(),
  });
  const node = { machine, cluster, version: cluster.version, pki, staticPods };
  for (const [name, program] of Object.entries(nodePrograms(node))) machine.programs.set(name, program);
  return node;
}

async function writeControlPlane(machine: Machine, cluster: SimulatedCluster, pki: Pki): Promise<void> {
  await pki.write(machine);
  // What the API server shows already, and whatever a scenario lets it show later, lies there as a file.
  cluster.whenPresented(({ cert, key }) => {
    machine.write("/etc/kubernetes/pki/apiserver.crt", cert);
    machine.write("/etc/kubernetes/pki/apiserver.key", key, "600");
  });
  for (const { name } of components)
    machine.write(manifestOf(name), `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`, "600");
}

async function writeKubelet(
  machine: Machine,
  cluster: SimulatedCluster,
  name: string,
  server: string,
): Promise<void> {
  const folder = "/var/lib/kubelet/pki";
  const client = await cluster.authority.client(`system:node:${name}`, ["system:nodes"], yearsFrom(1));
  const serving = await cluster.authority.server(yearsFrom(1));
  machine.write(`${folder}/kubelet-client-current.pem`, `${client.cert}\n${client.key}`, "600");
  machine.write(`${folder}/kubelet.crt`, serving.cert);
  machine.write(`${folder}/kubelet.key`, serving.key, "600");
  machine.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n");
  const current = `${folder}/kubelet-client-current.pem`;
  machine.write(
    "/etc/kubernetes/kubelet.conf",
    `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: ${server}\n  name: kubernetes\nusers:\n- name: system:node:${name}\n  user:\n    client-certificate: ${current}\n    client-key: ${current}\n`,
    "600",
  );
}
