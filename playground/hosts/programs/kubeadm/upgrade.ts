// kubeadm upgrade: apply moves the control plane and the cluster's settings, node the settings of one kubelet.
import { setTimeout as pause } from "node:timers/promises";
import { type KubeObject, listAt, textAt, withAt } from "../../../cluster/object.ts";
import type { Process, Program } from "../../machine.ts";
import type { SimulatedNode } from "../../node/kubelet.ts";
import { tagOf } from "../../node/packages.ts";

/** Milliseconds that each component takes. */
const paceMs = 30;

const components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
const etcdTag = "3.7.1-0";

export function imagesPull(_node: SimulatedNode): Program {
  return async ({ argv, out }) => {
    const tag = argv.find((word) => word.startsWith("--kubernetes-version="))?.split("=")[1] ?? "";
    for (const name of components.slice(1))
      await out(`[config/images] Pulled registry.k8s.io/${name}:${tag}\n`);
    return 0;
  };
}

export function upgradeApply(node: SimulatedNode): Program {
  return async (process) => {
    const tag = process.argv.find((word) => /^v1\./.test(word)) ?? "";
    const own = tagOf(node.packages, "kubeadm");
    if (own !== tag) {
      await process.err(
        `[upgrade/version] FATAL: the --version argument is invalid due to these fatal errors:\n\n\t- Specified version to upgrade to "${tag}" is higher than the kubeadm version "${own}". Upgrade kubeadm first using the tool you used to install kubeadm\n`,
      );
      return 1;
    }
    await process.out(
      "[upgrade/preflight] Running preflight checks\n[upgrade] Running cluster health checks\n",
    );
    for (const component of components) await upgradeComponent(node, process, component, tag);
    writeSettings(node, tag);
    await process.out(`[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "${tag}".\n`);
    return 0;
  };
}

export function upgradeNode(_node: SimulatedNode): Program {
  return async ({ machine, out }) => {
    await pause(paceMs);
    machine.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n");
    await out(
      "[upgrade/control-plane] Skipping phase. Not a control plane node.\n[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!\n",
    );
    return 0;
  };
}

async function upgradeComponent(
  { cluster, machine }: SimulatedNode,
  { out }: Process,
  component: string,
  tag: string,
): Promise<void> {
  await out(`[upgrade/staticpods] Preparing for "${component}" upgrade\n`);
  const isServer = component === "kube-apiserver";
  // Its clients are refused meanwhile.
  if (isServer) await cluster.stop();
  await pause(paceMs);
  const pod = cluster.store.get("pods", "kube-system", `${component}-${machine.name}`);
  if (pod) cluster.store.put(withImage(pod, component === "etcd" ? etcdTag : tag));
  if (isServer) await cluster.start();
  await out(`[upgrade/staticpods] Component "${component}" upgraded successfully!\n`);
}

function withImage(pod: KubeObject, tag: string): KubeObject {
  const other = (image: unknown) => String(image).replace(/:[^:/]+$/, `:${tag}`);
  const containers = listAt(pod, "spec.containers").map((each) => ({ ...each, image: other(each.image) }));
  const statuses = listAt(pod, "status.containerStatuses").map((each) => ({
    ...each,
    image: other(each.image),
  }));
  return withAt(
    withAt(pod, "spec.containers", containers),
    "status.containerStatuses",
    statuses,
  ) as KubeObject;
}

/** ConfigMap kubeadm-config, and the addons. */
function writeSettings({ cluster }: SimulatedNode, tag: string): void {
  const { store } = cluster;
  cluster.upgradeTo(tag);
  const config = store.get("configmaps", "kube-system", "kubeadm-config");
  if (config) {
    const text = textAt(config, "data.ClusterConfiguration").replace(
      /^kubernetesVersion: .*$/m,
      `kubernetesVersion: ${tag}`,
    );
    store.put({ ...config, data: { ClusterConfiguration: text } });
  }
  const proxy = store.get("apps/daemonsets", "kube-system", "kube-proxy");
  if (!proxy) return;
  const [container, ...others] = listAt(proxy, "spec.template.spec.containers");
  const image = String(container?.image).replace(/:[^:/]+$/, `:${tag}`);
  const containers = [{ ...container, image }, ...others];
  const next = withAt(proxy, "spec.template.spec.containers", containers) as KubeObject;
  const { generation = 1 } = proxy.metadata;
  store.put({ ...next, metadata: { ...next.metadata, generation: generation + 1 } });
}
