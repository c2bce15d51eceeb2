// The kubelet of a simulated node: its files, what it cannot begin without, and how it gets a certificate of its own.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import { type KubeObject, labelsAt, listAt, withAt } from "../../cluster/object.ts";
import { DAY_MS } from "../../cluster/seed/build.ts";
import type { Machine } from "../machine.ts";
import type { EtcdMember } from "./etcd.ts";
import { startInstalled } from "./installed-kubelet.ts";
import type { Packages } from "./packages.ts";
import { type Pki, yearsFrom } from "./pki.ts";
import { isValid, type StaticPods } from "./static-pods.ts";

export type SimulatedNode = {
  readonly machine: Machine;
  readonly cluster: SimulatedCluster;
  /** `v1.37.1`. */
  readonly version: string;
  /** Of a control plane. */
  readonly pki: Pki | undefined;
  readonly staticPods: StaticPods | undefined;
  readonly etcd: EtcdMember;
  readonly packages: Packages;
};

const folder = "/var/lib/kubelet/pki";
export const kubeletClient = `${folder}/kubelet-client-current.pem`;
const conf = "/etc/kubernetes/kubelet.conf";

export async function writeKubelet(
  machine: Machine,
  { authority }: SimulatedCluster,
  server: string,
): Promise<void> {
  const { name } = machine;
  const serving = await authority.server(yearsFrom(1));
  await writeClient(machine, authority);
  machine.write(`${folder}/kubelet.crt`, serving.cert);
  machine.write(`${folder}/kubelet.key`, serving.key, "600");
  machine.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n");
  machine.write(conf, kubeletConf(name, server), "600");
}

async function writeClient(
  machine: Machine,
  authority: SimulatedCluster["authority"],
  validity = yearsFrom(1),
) {
  const { cert, key } = await authority.client(`system:node:${machine.name}`, ["system:nodes"], validity);
  machine.write(kubeletClient, `${cert}\n${key}`, "600");
}

/** Its client certificate ended eight days ago, and nobody has heard of its node since. */
export async function endKubelet({
  machine,
  cluster,
}: Pick<SimulatedNode, "machine" | "cluster">): Promise<void> {
  const day = (days: number) => new Date(machine.now() + days * DAY_MS);
  await writeClient(machine, cluster.authority, { notBefore: day(-373), notAfter: day(-8) });
  Object.assign(machine.services.get("kubelet") ?? {}, { active: "failed" });
  const node = cluster.store.get("nodes", undefined, machine.name);
  if (node) cluster.store.put(withReady(node, "Unknown", "NodeStatusUnknown"));
}

/** As `kubeadm` leaves it: it names the file that the kubelet keeps new. */
export function kubeletConf(node: string, server: string): string {
  return `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: ${server}\n  name: kubernetes\nusers:\n- name: system:node:${node}\n  user:\n    client-certificate: ${kubeletClient}\n    client-key: ${kubeletClient}\n`;
}

/** Its systemd unit. Without a client certificate that is good it ends at once; with one it looks after the static pods. */
export function startKubelet(
  machine: Machine,
  cluster: SimulatedCluster,
  { staticPods, packages }: Pick<SimulatedNode, "staticPods" | "packages">,
): void {
  const unit = { active: "active" as "active" | "inactive" | "failed", enabled: "enabled" as const, changed };
  machine.services.set("kubelet", unit);

  function changed(verb: string): void {
    if (verb === "stop") return;
    if (!isValid(machine, conf) && !isValid(machine, kubeletClient) && !mayBootstrap(machine, cluster))
      unit.active = "failed";
    else if (!startInstalled(machine, cluster, packages)) unit.active = "failed";
    else void settle();
  }

  async function settle(): Promise<void> {
    await staticPods?.look();
    // It asks the API server for its own, and kube-controller-manager signs that.
    if (isValid(machine, kubeletClient)) return;
    await writeClient(machine, cluster.authority);
    tellReady(machine, cluster);
  }
}

/** With a token that the cluster has, in a file that the name below /etc leads to. */
function mayBootstrap({ files }: Machine, { store }: SimulatedCluster): boolean {
  const path = files.get("/etc/kubernetes/bootstrap-kubelet.conf")?.content ?? "";
  const [, id, secret = ""] =
    /token: ([a-z0-9]{6})\.([a-z0-9]{16})/.exec(files.get(path)?.content ?? "") ?? [];
  const found = store.get("secrets", "kube-system", `bootstrap-token-${id}`);
  return labelsAt(found, "data")["token-secret"] === Buffer.from(secret).toString("base64");
}

/** The node of a kubelet that has been let in is no longer Unknown. */
function tellReady({ name }: Machine, cluster: SimulatedCluster): void {
  const node = cluster.store.get("nodes", undefined, name);
  if (node) cluster.store.put(withReady(node, "True", "KubeletReady"));
}

function withReady(node: KubeObject, status: "True" | "Unknown", reason: string): KubeObject {
  const conditions = listAt(node, "status.conditions").map((each) =>
    each.type === "Ready" ? { ...each, status, reason } : each,
  );
  return withAt(node, "status.conditions", conditions);
}
