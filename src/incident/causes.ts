// What explains what, as data: an incident whose cause is open as well is told with its cause, not by itself.
import { keyOf } from "./incident.ts";
import type { Problem } from "./rule.ts";

type Named = Pick<Problem, "alert" | "subject" | "nodes">;

type Cause = {
  /** The alert of what causes. */
  readonly alert: string;
  /** `everything` in its cluster; `its nodes`: what happens on those alone; else the alert that a subject of that name causes. */
  readonly explains:
    | "everything"
    | "its nodes"
    | { readonly alert: string; readonly when: (subject: Named["subject"]) => boolean };
};

/** The most far-reaching first: that one is named. */
export const causes: readonly Cause[] = [
  // Nothing that was read before it went away is known to be true still.
  { alert: "KubeAPIDown", explains: "everything" },
  // A site that vanished: its nodes, and what ran on them.
  { alert: "ClusterSiteDown", explains: "its nodes" },
  { alert: "KubeNodeNotReady", explains: "its nodes" },
  // What a node in need evicted, or could not start there.
  { alert: "KubeNodePressure", explains: "its nodes" },
  {
    alert: "KubeLeaderLeaseStale",
    explains: { alert: "KubePodNotScheduled", when: ({ name }) => name === "kube-scheduler" },
  },
];

/**
 * For each of what is wrong at the same time, the key of what explains it; undefined for what stands for itself. A cause never
 * hides behind what it causes.
 */
export function causesAmong(all: readonly Named[]): (problem: Named) => string | undefined {
  const candidates = causes.map((cause) => ({
    ...cause,
    found: all.filter(({ alert }) => alert === cause.alert).map(indexed),
  }));
  return (problem) => {
    const own = keyOf(problem.alert, problem.subject);
    const rank = causes.findIndex(({ alert }) => alert === problem.alert);
    const above = rank === -1 ? candidates : candidates.slice(0, rank);
    for (const { explains, found } of above) {
      const cause = found.find((each) => each.key !== own && isExplained(problem, explains, each));
      if (cause) return cause.key;
    }
    return undefined;
  };
}

type Indexed = {
  readonly key: string;
  readonly subject: Named["subject"];
  readonly nodes: ReadonlySet<string>;
};

function indexed({ alert, subject, nodes = [subject.name] }: Named): Indexed {
  return { key: keyOf(alert, subject), subject, nodes: new Set(nodes) };
}

/** A workload that also fails on other nodes has another cause. */
function isExplained({ alert, nodes = [] }: Named, explains: Cause["explains"], cause: Indexed): boolean {
  if (explains === "everything") return true;
  if (explains === "its nodes") return nodes.length > 0 && nodes.every((node) => cause.nodes.has(node));
  return alert === explains.alert && explains.when(cause.subject);
}
