// What renewing a control plane's certificates takes, and what stands against it: read over SSH alone.
import { RefusedError } from "#src/base/errors.ts";
import { few, span } from "#src/base/text.ts";
import type { HostView } from "#src/hosts/host.ts";
import { wrongClock } from "./clock.ts";
import { endedClient } from "./ended-kubelet.ts";
import { authorities, type StaticPod, staticPods } from "./known.ts";
import { type Found, type Look, lookAt } from "./look.ts";

/** One control plane, as its renewal finds it. */
export type Renewable = {
  readonly host: string;
  /** Those that `kubeadm certs renew all` makes anew. */
  readonly certificates: readonly Found[];
  /** Of what it runs from manifests, in the order in which it is restarted. */
  readonly staticPods: readonly StaticPod[];
  /** What is copied before anything is changed. */
  readonly paths: readonly string[];
  /** The certificate with which its kubelet logs in has ended, so that it cannot ask for another one. */
  readonly kubelet: EndedKubelet | undefined;
  /** Copies of admin.conf that nobody renews. */
  readonly copies: readonly string[];
};

export type EndedKubelet = {
  readonly node: string;
  readonly server: string;
  readonly version: string;
};

/** @throws RefusedError where renewing is not possible, would mend nothing, or is somebody else's */
export async function renewableOf(
  host: HostView,
  now: () => number,
  signal: AbortSignal,
): Promise<Renewable> {
  const look = await lookAt(host, now, signal);
  mustBeControlPlane(look);
  mustHaveTime(look, await host.read("timeSync", signal));
  await mustSign(look, host, now(), signal);
  const version = await host.read("kubeadmVersion", signal);
  if (version === undefined)
    throw new RefusedError(`There is no kubeadm on ${look.host}, so nothing could renew them there.`);
  const ended = endedClient(look, now());
  const kubelet = ended && { node: ended.node, server: ended.server, version: `v${version}` };
  await mustRestart(look, kubelet, host, signal);
  const there = await present(host, staticPods, signal);
  return {
    ...{ host: look.host, kubelet, staticPods: there },
    certificates: look.found.filter(({ renewedBy }) => renewedBy === "kubeadm"),
    paths: ["/etc/kubernetes/pki", "/etc/kubernetes/manifests", ...kubeconfigs(look)],
    copies: look.found.filter(({ name }) => name.startsWith("copy of ")).map(({ path }) => path),
  };
}

function mustBeControlPlane({ host, isControlPlane }: Look): void {
  if (isControlPlane) return;
  throw new RefusedError(
    `${host} is no control plane that kubeadm has made: there is no /etc/kubernetes/pki/apiserver.crt.`,
    {
      hint: "cert list",
    },
  );
}

/** By a wrong clock certificates look ended that are not, and new ones would begin or end at a wrong time. */
function mustHaveTime(
  { host, clockAheadMs }: Look,
  { isSynchronized }: { readonly isSynchronized: boolean },
): void {
  const wrong = wrongClock(host, clockAheadMs);
  if (!wrong) return;
  const synchronized = isSynchronized ? "" : ` ${host} says itself that it is not synchronized.`;
  throw new RefusedError(
    `${wrong}${synchronized} By a wrong clock certificates look ended that are good, so nothing is renewed before both agree.`,
    {
      hint: `On ${host}, and where Wheelhouse runs:`,
      shell: ["timedatectl", "sudo timedatectl set-ntp true"],
    },
  );
}

/** @throws RefusedError where kubeadm cannot sign: another authority does, or ours has ended */
async function mustSign(look: Look, host: HostView, now: number, signal: AbortSignal): Promise<void> {
  for (const { certificate, key, name } of authorities) {
    const own = look.found.find(({ path }) => path === certificate);
    if (!own) continue;
    if (own.certificate.until <= now) throw hasEnded(look.host, name, now - own.certificate.until);
    if ((await host.read("fileStatus", signal, key)) === undefined) throw isExternal(look.host, key);
  }
}

function hasEnded(host: string, name: string, agoMs: number): RefusedError {
  return new RefusedError(
    `The authority ${name} on ${host} has itself ended, ${span(agoMs)} ago. kubeadm makes no new one: every certificate and kubeconfig of the cluster has to be replaced by hand.`,
    { hint: "https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/" },
  );
}

function isExternal(host: string, key: string): RefusedError {
  return new RefusedError(
    `${host} has no ${key}: an external authority signs its certificates, and kubeadm cannot stand in for that.`,
    {
      hint: "Make requests there, and have them signed by whoever holds the key:",
      shell: ["sudo kubeadm certs generate-csr --cert-dir /root/requests --kubeconfig-dir /root/requests"],
    },
  );
}

/** Static pods are started anew by the kubelet, so there must be one that runs, or will run. */
async function mustRestart(
  { host }: Look,
  ended: EndedKubelet | undefined,
  view: HostView,
  signal: AbortSignal,
): Promise<void> {
  const { active } = await view.read("service", signal, "kubelet");
  if (active === "active" || ended) return;
  throw new RefusedError(
    `The kubelet on ${host} is ${active}, so nothing would start the control plane anew. Mend that first.`,
    {
      hint: `On ${host}:`,
      shell: ["sudo journalctl -u kubelet -n 50 --no-pager", "sudo systemctl start kubelet"],
    },
  );
}

async function present(
  host: HostView,
  all: readonly StaticPod[],
  signal: AbortSignal,
): Promise<readonly StaticPod[]> {
  const there = await Promise.all(
    all.map(async (pod) => ((await host.read("fileStatus", signal, pod.manifest)) ? [pod] : [])),
  );
  return there.flat();
}

function kubeconfigs({ found }: Look): readonly string[] {
  const own = found.map(({ path }) => path).filter((path) => /^\/etc\/kubernetes\/[a-z-]+\.conf$/.test(path));
  return [...new Set([...own, "/etc/kubernetes/kubelet.conf"])].toSorted();
}

/** `11 certificates of cp1; apiserver ended 8 d ago`. */
export function sayRenewable({ host, certificates }: Renewable, now: number): string {
  const [first] = certificates.toSorted((one, other) => one.certificate.until - other.certificate.until);
  const until = first?.certificate.until ?? now;
  const names = few(
    certificates.filter(({ certificate }) => certificate.until === until).map(({ name }) => name),
    3,
  );
  return until <= now
    ? `${certificates.length} certificates of ${host}: ${names} ended ${span(now - until)} ago`
    : `${certificates.length} certificates of ${host}: the first to end is ${names}, in ${span(until - now)}`;
}
