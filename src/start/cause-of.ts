// Why an incident is, from the catalogue of signatures, or else from what a DaemonSet says of itself.
import { attempt } from "#src/base/outcome.ts";
import { few } from "#src/base/text.ts";
import { collectAbout, explainAbout } from "#src/diagnosis/about.ts";
import { explainControlPlane } from "#src/diagnosis/control-plane.ts";
import { match } from "#src/diagnosis/match.ts";
import type { Signature } from "#src/diagnosis/signature.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { Cause, Incident } from "#src/incident/incident.ts";
import { coverageOf } from "#src/kubeadm/components.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { whyMissing } from "#src/kubeadm/kube-proxy/why-missing.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";

type Asked = Pick<Incident, "alert" | "subject">;

const longestLine = 400;

type Ways = {
  readonly cluster: ClusterView;
  /** Its machines: what the API server does not know is asked of them. */
  readonly hosts: HostsView;
  readonly signatures: readonly Signature[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
};

/** What an API server that is unwell does not tell, its machine does. */
const ofControlPlanes: ReadonlySet<string> = new Set(["KubeAPIDown", "KubeAPIServerNotReady"]);

/** The most telling of what shows now. */
export async function causeOf({ alert, subject }: Asked, ways: Ways): Promise<Cause | undefined> {
  const { cluster, signatures, signal } = ways;
  if (alert === "KubeDaemonSetNotScheduled") return causeOfMissingProxy(cluster, subject.name, signal);
  if (ofControlPlanes.has(alert)) {
    const found = await explainControlPlane(ways);
    if (found) return found;
  }
  const about = await collectAbout(subject, ways);
  const told = about && explainAbout(about, match(signatures, about.collected.evidence));
  if (alert !== "KubeControlPlaneComponentDown" || told?.certainty === "sure") return told;
  return (await causeOfMissingPart(subject.name, ways)) ?? told;
}

/** Of one that does not even begin there is no log: only its machine tells why. */
async function causeOfMissingPart(pod: string, ways: Ways): Promise<Cause | undefined> {
  const node = ways.cluster.snapshot().nodes.find(({ name }) => pod.endsWith(`-${name}`))?.name;
  if (node === undefined) return undefined;
  return explainControlPlane(ways, { name: pod.slice(0, -node.length - 1), node });
}

/** Nothing of it runs there that could say why. */
async function causeOfMissingProxy(
  cluster: ClusterView,
  name: string,
  signal: AbortSignal,
): Promise<Cause | undefined> {
  if (name !== `${kubeProxy.name}/missing`) return undefined;
  const missing = [...coverageOf(cluster.snapshot())["kube-proxy"].on].filter(([, is]) => is === "missing");
  const on = missing.map(([node]) => node);
  const found = await attempt(whyMissing(cluster, on, signal));
  if (!found.ok || found.value.length === 0) return undefined;
  return {
    words: `The DaemonSet keeps it off ${few(on, 5)}.`,
    line: [...new Set(found.value.map(({ said }) => said))].join("; ").slice(0, longestLine),
    of: `DaemonSet ${kubeProxy.namespace}/${kubeProxy.name}`,
    certainty: "sure",
    fix: "kube-proxy repair puts back what kubeadm would have written, one node first.",
    remedies: ["kube-proxy repair", "kube-proxy show"],
  };
}
