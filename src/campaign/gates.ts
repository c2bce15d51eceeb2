// What must be so before a stage begins, each with its evidence: pure functions of what is seen of the cluster.
import { count, few } from "#src/base/text.ts";
import { etcdMembers } from "#src/incident/etcd-members.ts";
import type { Incident } from "#src/incident/incident.ts";
import { good, type Sight } from "#src/incident/sight.ts";
import { controlPlaneOf, isReady, lostNodes } from "#src/kubeadm/components.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import type { DisruptionBudget } from "#src/kubernetes/facts.ts";

/** What is read of a cluster between two stages. */
export type Seen = {
  readonly sight: Sight;
  readonly incidents: readonly Incident[];
  readonly budgets: readonly DisruptionBudget[];
  /** Nodes that take no pods, and the operation that cordoned each, where that was Wheelhouse's. */
  readonly cordons: readonly { readonly node: string; readonly by: string | undefined }[];
};

/** What the campaign itself knows of. */
export type Own = {
  /** Its operations: what they cause is no reason to wait. */
  readonly operations: readonly string[];
  /** Nodes that were off when it was approved, or whose stage was skipped. */
  readonly off: readonly string[];
  readonly cordoned: readonly string[];
  readonly beganAt: number;
};

/** Sentences that say what is not so; none where the gate holds. */
export type Gate = { readonly name: string; readonly open: (seen: Seen, own: Own) => readonly string[] };

/** Characters of an incident's summary are cut by whoever shows it. */
const mostNamed = 4;

export const gates: readonly Gate[] = [
  { name: "The API server answers and is ready", open: apiServer },
  { name: "Nodes are ready", open: nodesReady },
  { name: "The control plane is whole", open: controlPlane },
  { name: "etcd can lose a member", open: etcd },
  { name: "DNS answers", open: dns },
  { name: "No cordon but ours", open: cordons },
  { name: "Nothing else is wrong", open: incidents },
  { name: "Budgets allow disruptions", open: budgets },
];

/** Everything that a stage would have to wait for; none when it may begin. */
export function whyNot(seen: Seen, own: Own): readonly string[] {
  const unreachable = apiServer(seen);
  // What was only last seen says nothing about now.
  return unreachable.length > 0 ? unreachable : gates.flatMap(({ open }) => open(seen, own));
}

function apiServer({ sight }: Seen): readonly string[] {
  const { reach } = sight.snapshot;
  if (reach.state === "unreachable") return [`The API server does not answer: ${reach.error.message}`];
  if (reach.state === "connecting") return ["The cluster is being read for the first time."];
  const said = good(sight, ["apiServer"]);
  if (!said) return ["The API server has not said lately whether it is ready."];
  const failing = said.apiServer.checks.filter(({ ok }) => !ok).map(({ name }) => name);
  return said.apiServer.ready ? [] : [`The API server is not ready: ${few(failing, mostNamed)}.`];
}

function nodesReady({ sight: { snapshot } }: Seen, { off }: Own): readonly string[] {
  const lost = snapshot.nodes.filter((node) => !isReady(node) && !off.includes(node.name));
  return lost.length === 0
    ? []
    : [`${few(names(lost), mostNamed)} ${lost.length === 1 ? "is" : "are"} not ready.`];
}

/** Of a machine that is known to be off nothing is expected. */
function controlPlane({ sight: { snapshot } }: Seen, { off }: Own): readonly string[] {
  const down = controlPlaneOf(snapshot.nodes, snapshot.pods).filter(
    ({ ready, node, component }) => !ready && component !== "etcd" && !off.includes(node),
  );
  const said = down.map(({ component, node }) => `${component} on ${node}`);
  return down.length === 0 ? [] : [`${few(said, mostNamed)} ${down.length === 1 ? "is" : "are"} not ready.`];
}

/** With one member only nothing can be lost, and it must be there; otherwise a majority must be left without one more. */
function etcd({ sight: { snapshot } }: Seen): readonly string[] {
  const { all, down, quorum } = etcdMembers(controlPlaneOf(snapshot.nodes, snapshot.pods));
  const needed = all.length <= 2 ? all.length : quorum + 1;
  if (all.length - down.length >= needed) return [];
  const members = `${all.length - down.length} of ${count(all.length, "member")}`;
  return [`etcd has ${members} ready, and ${needed} must be (${few(down, mostNamed)} not).`];
}

function dns({ sight: { snapshot } }: Seen): readonly string[] {
  const lost = lostNodes(snapshot.nodes);
  const pods = sortedPods(snapshot.pods).coreDns.filter(({ phase }) => phase !== "Failed");
  // Another DNS is not ours to judge.
  if (pods.length === 0 || pods.some(({ ready, node }) => ready && !lost.has(node))) return [];
  return ["No pod of CoreDNS is ready."];
}

function cordons({ cordons: all }: Seen, { operations, cordoned }: Own): readonly string[] {
  const others = all.filter(
    ({ node, by }) => !cordoned.includes(node) && (by === undefined || !operations.includes(by)),
  );
  return others.map(
    ({ node, by }) => `${node} was cordoned ${by ? `by ${by}` : "by somebody else"} meanwhile.`,
  );
}

/** What an upgrade brings about between two stages: no operation is at work then that would silence it. */
const ownDoing: ReadonlySet<string> = new Set(["KubeVersionMismatch"]);

/** What is critical; and what began to be wrong since. Its own are silenced by its operations, and do not fire. */
function incidents({ incidents: all }: Seen, { off, beganAt }: Own): readonly string[] {
  const firing = all.filter(
    ({ state, severity, since, drill, explainedBy, subject, alert }) =>
      (state === "firing" || state === "acknowledged") &&
      !drill &&
      !ownDoing.has(alert) &&
      explainedBy === undefined &&
      (severity === "critical" || (severity === "warning" && since >= beganAt)) &&
      !(subject.kind === "Node" && off.includes(subject.name)),
  );
  return firing.slice(0, mostNamed).map(({ id, summary }) => `${id}: ${summary}`);
}

/** A budget that never allows any was there when it was planned. */
function budgets({ budgets: all }: Seen): readonly string[] {
  const short = all.filter(
    ({ current, disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods }) =>
      current && expectedPods > 0 && disruptionsAllowed === 0 && currentHealthy < desiredHealthy,
  );
  return short
    .slice(0, mostNamed)
    .map(
      ({ namespace, name, currentHealthy, desiredHealthy }) =>
        `The budget ${namespace}/${name} wants ${desiredHealthy} healthy pods, and ${currentHealthy} are.`,
    );
}

function names(all: readonly { readonly name: string }[]): readonly string[] {
  return all.map(({ name }) => name);
}
