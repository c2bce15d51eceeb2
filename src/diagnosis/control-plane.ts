// Why a control plane is not well, as its machines tell it over SSH: what the API server cannot say of itself, or of what nobody starts.
import { SilentError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Fault, faultsOf } from "#src/kubeadm/control-plane/faults.ts";
import { type ControlPlane, lookAtControlPlane } from "#src/kubeadm/control-plane/look.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { type Explanation, shownLine } from "./explanation.ts";

/** So many are asked: no cluster of kubeadm's has more that matter at once. */
const mostPlanes = 5;

type Ways = {
  readonly cluster: ClusterView;
  readonly hosts: HostsView;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
};

type Looked = { readonly host: string; readonly look?: ControlPlane; readonly silent?: string };

/** `component`: what it is about, where it is about one part of it, on one node. Undefined where no machine may be asked, or all is well. */
export async function explainControlPlane(
  ways: Ways,
  component?: { readonly name: string; readonly node: string },
): Promise<Explanation | undefined> {
  const { hosts, now, signal } = ways;
  const planes = (await planesOf(ways)).filter(
    ({ node }) => component === undefined || node === component.node,
  );
  const looked = await Promise.all(planes.map(({ host }) => lookOn(host)));
  const silent = looked.find((each) => each.silent !== undefined);
  for (const { host, look } of looked) {
    const fault = look && faultFor(faultsOf(look, now), component?.name);
    if (look && fault) return explanationOf(host, look, fault);
  }
  return silent && offline(silent.host, silent.silent ?? "");

  async function lookOn(host: string): Promise<Looked> {
    const look = await attempt(lookAtControlPlane(await hosts.view(host), () => now, signal));
    if (look.ok) return { host, look: look.value };
    return look.error instanceof SilentError ? { host, silent: look.error.message } : { host };
  }
}

/** Those that are known as such, by what was last seen of the cluster. One that was never seen: whatever of few machines may be one. */
async function planesOf(ways: Ways): Promise<readonly { readonly node: string; readonly host: string }[]> {
  const { cluster, hosts } = ways;
  const listed = await attempt(hosts.list());
  const known = listed.ok ? listed.value.filter(({ pin }) => pin) : [];
  const { nodes } = cluster.snapshot();
  if (nodes.length === 0 && known.length > 0 && known.length <= mostPlanes) {
    const found = await attempt(mayBeControlPlanes(ways));
    return found.ok ? found.value.map((host) => ({ node: host, host })) : [];
  }
  return nodes
    .filter(({ roles }) => roles.includes("control-plane"))
    .flatMap((node) => {
      const host = hostOf(node, known)?.name;
      return host === undefined ? [] : [{ node: node.name, host }];
    })
    .slice(0, mostPlanes);
}

/** The first is the cause of those after it; what is said of another part explains this one only where that comes before it. */
function faultFor(faults: readonly Fault[], component: string | undefined): Fault | undefined {
  if (component === undefined) return faults[0];
  return faults.find(({ says }) => says.includes(component)) ?? faults[0];
}

function explanationOf(host: string, look: ControlPlane, { says, remedies, helps }: Fault): Explanation {
  const runs = look.components.map(
    ({ name, container }) => `${name} ${container ? (container.isRunning ? "running" : "ended") : "absent"}`,
  );
  return {
    words: `On ${host}: ${says}`,
    line: shownLine([`kubelet ${look.kubelet}`, `containerd ${look.containerd}`, ...runs].join(", ")),
    ...{ of: `systemd, crictl and files on ${host}`, certainty: "sure" },
    fix: helps ?? "control-plane show tells what runs there and what does not.",
    remedies: [...remedies, "control-plane show"],
  };
}

function offline(host: string, why: string): Explanation {
  return {
    words: `${host} is off, or cut off from the network: SSH does not reach it either.`,
    ...{ line: shownLine(why), of: `an attempt to log in to ${host}`, certainty: "likely" },
    fix: "Look at its power, its cable and its console: nothing can be read or mended from here.",
    remedies: ["control-plane show"],
  };
}
