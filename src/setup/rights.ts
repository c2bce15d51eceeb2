// What each right of deploy/base/rbac.yaml is for: what does not work without it.
import type { Finding } from "#src/base/finding.ts";
import { count, listed } from "#src/base/text.ts";
import type { Right } from "#src/kubernetes/account/review-rights.ts";

type Use = {
  /** What cannot be read without its reading verbs, or what follows from that. */
  readonly reading?: string;
  /** The commands that need its other verbs. */
  readonly changing?: readonly string[];
};

const everything = "the cluster counts as unreachable";

const uses: Readonly<Record<Right["of"], Use>> = {
  nodes: {
    reading: everything,
    changing: ["node cordon", "node uncordon", "node drain", "node reboot", "node patch", "node remove"],
  },
  pods: {
    reading: everything,
    changing: ["pod delete", "pod clean", "kube-proxy restart", "kube-proxy mode"],
  },
  daemonSets: {
    reading: everything,
    changing: ["workload restart", "kube-proxy restart", "kube-proxy mode", "kube-proxy repair"],
  },
  leases: { reading: everything },
  namespaces: { reading: "namespace list fails" },
  podLogs: { reading: "pod logs and doctor show no logs, and kube-proxy mode and restart cannot be proven" },
  podEvictions: { changing: ["node drain", "node reboot", "node patch", "node remove"] },
  events: { reading: "event list fails, and doctor and pod show have no events" },
  services: { reading: "service list and service show fail" },
  persistentVolumeClaims: { reading: "volume list fails" },
  endpointSlices: { reading: "service list and service show fail" },
  persistentVolumes: { reading: "node drain cannot be planned" },
  disruptionBudgets: { reading: "node drain and pod delete cannot be planned" },
  validatingWebhooks: { reading: "upgrade plan does not know which webhooks would be in its way" },
  mutatingWebhooks: { reading: "upgrade plan does not know which webhooks would be in its way" },
  deployments: {
    reading: "workload list fails, and alerts on Deployments stay silent",
    changing: ["workload restart"],
  },
  statefulSets: {
    reading: "workload list fails, and alerts on StatefulSets stay silent",
    changing: ["workload restart"],
  },
  jobs: { reading: "workload list fails, and alerts on Jobs stay silent" },
  cronJobs: { reading: "workload list fails" },
  kubeProxyConfig: { reading: "kube-proxy show does not know the mode", changing: ["kube-proxy mode"] },
  kubeadmConfig: {
    reading: "upgrade plan and upgrade node do not know kubeadm's settings, and node add cannot be planned",
  },
  publicConfig: { reading: "token create and node add cannot be planned" },
  tokens: { changing: ["node add", "token list", "token show", "token create", "token revoke"] },
  certificateRequests: { reading: "csr list fails", changing: ["csr approve", "csr deny"] },
  certificateApprovals: { changing: ["csr approve", "csr deny"] },
  signer: { changing: ["csr approve", "csr deny"] },
};

const readingVerbs = ["get", "list", "watch"];

/** What a right disables: `without it …`. */
export function withoutIt(right: Right): string {
  const { reading, changing = [] } = uses[right.of];
  return isRead(right) && reading !== undefined ? reading : `${changing.join(", ")} cannot run`;
}

/** The roles that an owner may leave out whole, and so on purpose. */
const parts = [
  { name: "wheelhouse-act", has: (right: Right) => !isRead(right) && right.of !== "tokens" },
  { name: "wheelhouse-tokens", has: ({ of }: Right) => of === "tokens" },
] as const;

/** One finding for each that is missing, and one for each role that is left out. */
export function sayRights(
  cluster: string,
  { all, missing }: { readonly all: readonly Right[]; readonly missing: readonly Right[] },
): readonly Finding[] {
  const leftOut = parts.filter(({ has }) => all.filter(has).every((right) => missing.includes(right)));
  const rest = missing.filter((right) => !leftOut.some(({ has }) => has(right)));
  return [
    ...(rest.length === 0 ? [{ ok: true, text: `Rights on ${cluster}: ${sayGood(all, missing)}` }] : []),
    ...leftOut.map(({ name, has }) => ({
      ok: true,
      text: `Rights on ${cluster}: without the role ${name}, by choice? ${commandsOf(all.filter(has))} cannot run`,
    })),
    ...sentences(rest).map((text) => ({ ok: false, text: `Rights on ${cluster}: ${text}` })),
  ];
}

function sayGood(all: readonly Right[], missing: readonly Right[]): string {
  return missing.length === 0
    ? `all ${all.length} that deploy/base/rbac.yaml grants`
    : `${count(all.length - missing.length, "right")} of ${all.length} in deploy/base/rbac.yaml`;
}

/** The verbs that disable the same are one sentence. */
function sentences(rights: readonly Right[]): readonly string[] {
  const groups = Map.groupBy(rights, (right) => `${placeOf(right)}: ${withoutIt(right)}`);
  return [...groups].map(([group, some]) => {
    const verbs = [...new Set(some.map(({ verb }) => verb))];
    return `may not ${listed(verbs)} ${group}; deploy/base/rbac.yaml grants it`;
  });
}

function placeOf({ resource, group, namespace }: Right): string {
  return `${group === "" ? resource : `${resource}.${group}`}${namespace === undefined ? "" : ` in ${namespace}`}`;
}

function commandsOf(rights: readonly Right[]): string {
  return [...new Set(rights.flatMap(({ of }) => uses[of].changing ?? []))].join(", ");
}

function isRead({ of, verb }: Right): boolean {
  return readingVerbs.includes(verb) && uses[of].reading !== undefined && !isDecision(of, verb);
}

/** Reading one request is of use only to whoever decides on it, and is granted so. */
function isDecision(of: Right["of"], verb: string): boolean {
  return of === "certificateRequests" && verb === "get";
}
