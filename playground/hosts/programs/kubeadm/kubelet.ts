// `kubeadm init phase …` as far as a kubelet's way into the cluster is concerned.
import { kubeconfigText } from "../../../cluster/kubeconfig.ts";
import type { Process, Program } from "../../machine.ts";
import { kubeletClient, kubeletConf, type SimulatedNode } from "../../node/kubelet.ts";
import { yearsFrom } from "../../node/pki.ts";

/** A kubeconfig with a certificate of its own in it, signed here. */
export function initKubeconfigKubelet({ machine, pki, cluster }: SimulatedNode): Program {
  return async (process) => {
    const node = option(process, "node-name");
    if (!pki || !machine.files.has("/etc/kubernetes/pki/ca.key")) return 1;
    const user = `system:node:${node}`;
    const credentials = await pki.ca.client(user, ["system:nodes"], yearsFrom(1));
    const server = `https://${option(process, "control-plane-endpoint")}`;
    const text = kubeconfigText({ cluster: "kubernetes", server, ca: cluster.ca, user, credentials });
    machine.write(`${option(process, "kubeconfig-dir")}/kubelet.conf`, text, "600");
    await process.out('[kubeconfig] Writing "kubelet.conf" kubeconfig file\n');
    return 0;
  };
}

export function finalizeKubelet({ machine }: SimulatedNode): Program {
  return async ({ out }) => {
    const text = machine.files.get("/etc/kubernetes/kubelet.conf")?.content ?? "";
    const [, server = ""] = / server: (\S+)/.exec(text) ?? [];
    machine.write("/etc/kubernetes/kubelet.conf", kubeletConf(machine.name, server), "600");
    await out(`[kubelet-finalize] Updating "/etc/kubernetes/kubelet.conf" to point to ${kubeletClient}\n`);
    return 0;
  };
}

function option({ argv }: Process, name: string): string {
  return argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";
}
