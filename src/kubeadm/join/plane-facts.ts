// What must be known of a cluster that a control plane is to join: its common address, its etcd, and who can hand its keys over.
import { parse } from "yaml";
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { mayBeControlPlanes } from "../certificates/control-planes.ts";
import { isControlPlane } from "../components.ts";
import { type Etcd, readEtcd } from "../etcd.ts";
import { ownMachine } from "../machine-of.ts";

export type PlaneFacts = {
  /** `balancer.example:6443`; undefined where every kubeconfig names one control plane's own address. */
  readonly endpoint: string | undefined;
  /** Of the control planes that are there. */
  readonly addresses: readonly string[];
  /** Undefined where etcd is none of kubeadm's. */
  readonly etcd: Etcd | undefined;
  /** A control plane that Wheelhouse may log in to and that has the keys of all authorities. */
  readonly through: string | undefined;
};

type Asked = { readonly cluster: ClusterView; readonly hosts: HostsView; readonly signal: AbortSignal };

/** @throws RefusedError when no control plane may be asked */
export async function readPlaneFacts({ cluster, hosts, signal }: Asked): Promise<PlaneFacts> {
  const [settings, names] = await Promise.all([
    cluster.configMap("kube-system", "kubeadm-config", signal),
    mayBeControlPlanes({ cluster, hosts, signal }),
  ]);
  const { endpoint, isExternal } = planeSettings(settings?.data.ClusterConfiguration ?? "");
  const holding = await Promise.all(
    names.map(async (name) => ((await hasKeys(hosts, name, signal)) ? [name] : [])),
  );
  const [through] = holding.flat();
  if (through !== undefined) await ownMachine(through, { cluster, hosts, signal });
  return {
    endpoint,
    addresses: cluster
      .snapshot()
      .nodes.filter(isControlPlane)
      .flatMap((node) => node.addresses.map(({ address }) => address)),
    etcd: isExternal ? undefined : await readEtcd(hosts, names, signal),
    through,
  };
}

const authorities = ["ca", "etcd/ca", "front-proxy-ca"];

async function hasKeys(hosts: HostsView, name: string, signal: AbortSignal): Promise<boolean> {
  const host = await hosts.view(name);
  const keys = authorities.map((each) =>
    attempt(host.read("fileStatus", signal, `/etc/kubernetes/pki/${each}.key`)),
  );
  return (await Promise.all(keys)).every((key) => key.ok && key.value !== undefined);
}

// Of kubeadm's ClusterConfiguration.
const Settings = z.object({
  controlPlaneEndpoint: z.string().min(1).optional().catch(undefined),
  etcd: z.object({ external: z.unknown().optional() }).catch({}),
});

export function planeSettings(text: string): {
  readonly endpoint: string | undefined;
  readonly isExternal: boolean;
} {
  const { controlPlaneEndpoint, etcd } = Settings.parse(parse(text) ?? {});
  return { endpoint: controlPlaneEndpoint, isExternal: etcd.external !== undefined };
}
