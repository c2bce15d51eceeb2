// What explains what, as data: an incident whose cause is open as well is told with its cause, not by itself.
import { keyOf } from "./incident.ts";
import type { Problem } from "./rule.ts";

type Named = Pick<Problem, "alert" | "subject" | "nodes"> & {
  /** What it says, where that tells one cause from another. */
  readonly summary?: string;
};

export type Cause = {
  /** The alert of what causes. */
  readonly alert: string;
  /**
   * `everything` in its cluster; `its nodes`: what happens on those alone; `its subject`: what is wrong with the same workload;
   * `its lease`: what a component that is down renews no more;
   * else that alert, where `of` is given only by the cause whose subject has this name, and where `saying` is given only with
   * these words.
   */
  readonly explains:
    | "everything"
    | "its nodes"
    | "its subject"
    | "its lease"
    | { readonly alert: string; readonly of?: string; readonly saying?: RegExp };
};

/** The most far-reaching first: that one is named. */
export const causes: readonly Cause[] = [
  // Nothing that was read before it went away is known to be true still.
  { alert: "KubeAPIDown", explains: "everything" },
  // Everything comes back after a power cut, and its list says what has not yet.
  { alert: "ClusterRestarted", explains: "everything" },
  // A site that vanished: its nodes, and what ran on them.
  { alert: "ClusterSiteDown", explains: "its nodes" },
  { alert: "KubeNodeNotReady", explains: "its nodes" },
  { alert: "etcdInsufficientMembers", explains: { alert: "KubeAPIServerNotReady" } },
  {
    alert: "etcdInsufficientMembers",
    explains: { alert: "KubeControlPlaneComponentDown" },
  },
  // Leaders renew their leases in etcd.
  { alert: "KubeAPIServerNotReady", explains: { alert: "KubeLeaderLeaseStale" } },
  { alert: "KubeAPIServerNotReady", explains: { alert: "KubeControlPlaneComponentDown" } },
  { alert: "KubeControlPlaneComponentDown", explains: "its lease" },
  { alert: "KubeNodeNetworkUnavailable", explains: "its nodes" },
  // What a node in need evicted, or could not start there.
  { alert: "KubeNodePressure", explains: "its nodes" },
  // The taint of a node in need keeps pods off it, and the scheduler says so.
  {
    alert: "KubeNodePressure",
    explains: {
      alert: "KubePodNotScheduled",
      saying: /node\.kubernetes\.io\/(disk|memory|pid)-pressure/,
    },
  },
  {
    alert: "KubeLeaderLeaseStale",
    explains: { alert: "KubePodNotScheduled", of: "kube-scheduler" },
  },
  // Nobody makes what is missing.
  ...["KubeDeploymentRolloutStuck", "KubeStatefulSetReplicasMismatch", "KubeDaemonSetRolloutStuck"].map(
    (alert) => ({
      alert: "KubeLeaderLeaseStale",
      explains: { alert, of: "kube-controller-manager" },
    }),
  ),
  // One workload, one message: what is nearest to the cause speaks.
  ...[
    "CoreDNSDown",
    "KubeControlPlaneComponentDown",
    "KubeImageArchitectureMismatch",
    "KubePodOOMKilled",
    "KubePodCrashLooping",
    "KubeContainerWaiting",
    "KubePodNotScheduled",
    "KubePodNotReady",
  ].map((alert) => ({ alert, explains: "its subject" }) as const),
];

/**
 * For each of what is wrong at the same time, the key of what explains it; undefined for what stands for itself. A cause never
 * hides behind what it causes. Thousands may be wrong: each is looked up, never compared with all others.
 */
export function causesAmong(all: readonly Named[]): (problem: Named) => string | undefined {
  const byAlert = Map.groupBy(all, ({ alert }) => alert);
  const finders = causes.map(({ alert, explains }) =>
    finderOf(explains, (byAlert.get(alert) ?? []).map(indexed)),
  );
  return (problem) => {
    const own = keyOf(problem.alert, problem.subject);
    const rank = causes.findIndex(({ alert }) => alert === problem.alert);
    const above = rank === -1 ? finders : finders.slice(0, rank);
    for (const find of above) {
      const cause = find(problem);
      if (cause && cause.key !== own) return cause.key;
    }
    return undefined;
  };
}

type Indexed = {
  readonly key: string;
  readonly subject: Named["subject"];
  readonly nodes: ReadonlySet<string>;
};

type Find = (problem: Named) => Indexed | undefined;

function indexed({ alert, subject, nodes = [subject.name] }: Named): Indexed {
  return { key: keyOf(alert, subject), subject, nodes: new Set(nodes) };
}

function finderOf(explains: Cause["explains"], found: readonly Indexed[]): Find {
  if (explains === "everything") return () => found[0];
  if (explains === "its nodes") return onItsNodes(found);
  if (explains === "its subject") {
    const bySubject = new Map(found.map((each) => [keyOf("", each.subject), each]));
    return ({ subject }) => bySubject.get(keyOf("", subject));
  }
  if (explains === "its lease")
    return ({ subject: { kind, name } }) =>
      kind === "Lease" ? found.find((each) => each.subject.name.startsWith(`${name}-`)) : undefined;
  const { of, saying } = explains;
  const cause = found.find(({ subject }) => of === undefined || subject.name === of);
  return ({ alert, summary = "" }) =>
    alert === explains.alert && (saying?.test(summary) ?? true) ? cause : undefined;
}

/** A workload that also fails on other nodes has another cause. */
function onItsNodes(found: readonly Indexed[]): Find {
  const byNode = new Map(found.flatMap((each) => [...each.nodes].map((node) => [node, each] as const)));
  return ({ nodes = [] }) => {
    const [first] = nodes;
    const cause = first === undefined ? undefined : byNode.get(first);
    return cause && nodes.every((node) => cause.nodes.has(node)) ? cause : undefined;
  };
}
