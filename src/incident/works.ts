// What a running operation causes, as data: what its steps disturb is no news while it runs.
import type { Operation } from "#src/operation/operation.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Silenced } from "./incident.ts";
import type { Problem, Subject } from "./rule.ts";

type Disturbed =
  | { readonly node: string }
  /** What this control plane serves is away meanwhile. */
  | { readonly controlPlane: string }
  /** The same where it is one. */
  | { readonly machine: string }
  | { readonly workload: Subject }
  /** Wherever it runs. */
  | { readonly agent: string };

/** An input as JSON, whose fields have these types where they are there at all. */
type Input = {
  readonly node?: string;
  readonly host?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
};

const itsNode = ({ node }: Input): readonly Disturbed[] => (node ? [{ node }] : []);
const itsPod = ({ namespace = "", name = "" }: Input) => [{ workload: { kind: "Pod", namespace, name } }];
const kubeProxy = () => [{ agent: "kube-proxy" }];
const itsMachine = ({ host = "" }: Input) => [{ machine: host }];
const itsControlPlane = ({ node, host = "" }: Input) => [{ controlPlane: node ?? host }];

/** By the name of the step; what is not here disturbs nothing that people are told of. */
export const disturbs: Readonly<Record<string, (input: Input) => readonly Disturbed[]>> = {
  "cordon-node": itsNode,
  "drain-node": itsNode,
  "reboot-host": itsMachine,
  "reboot-where-asked": itsMachine,
  "upgrade-control-plane": itsControlPlane,
  "renew-certificates": itsControlPlane,
  "restart-static-pod": itsControlPlane,
  "delete-pod": itsPod,
  "restart-workload": ({ kind = "", namespace = "", name = "" }) => [{ workload: { kind, namespace, name } }],
  "restart-kube-proxy-on-node": kubeProxy,
  "try-kube-proxy-mode": kubeProxy,
  "try-kube-proxy-template": kubeProxy,
  "roll-out-kube-proxy-template": kubeProxy,
  "put-back-kube-proxy-template": kubeProxy,
  "remove-kube-proxy-trial": kubeProxy,
};

/** What is away with a control plane. */
const ofControlPlane: ReadonlySet<string> = new Set([
  "KubeAPIDown",
  "KubeAPIServerNotReady",
  "etcdInsufficientMembers",
  "etcdMembersDown",
  "KubeControlPlaneComponentDown",
  "KubeLeaderLeaseStale",
]);

/** What it disturbed settles. */
const settlesWithinMs = 60_000;

/** Runs, or ended a moment ago. */
export function isAtWork({ state, endedAt }: Operation, now: number): boolean {
  return state === "running" || (endedAt !== undefined && now - endedAt < settlesWithinMs);
}

/** The silence of what operations cause; it lasts as long as each and a minute. `controlPlanes`: names of nodes. */
export function workOf(
  operations: readonly Operation[],
  controlPlanes: ReadonlySet<string>,
): (problem: Problem) => Silenced | undefined {
  const works = operations.map(({ id, plan }) => {
    const disturbed = plan.steps.flatMap(disturbedBy);
    const nodes = new Set(disturbed.flatMap((each) => ("node" in each ? [each.node] : [])));
    return { id, title: plan.title, disturbed, nodes, away: awayAt(disturbed, nodes, controlPlanes) };
  });
  return (problem) => {
    const { alert, nodes = [] } = problem;
    const work = works.find(
      (each) =>
        (nodes.length > 0 && nodes.every((node) => each.nodes.has(node))) ||
        (ofControlPlane.has(alert) && areAway(nodes.length > 0 ? nodes : [...controlPlanes], each.away)) ||
        each.disturbed.some((one) => isCaused(problem.subject, one)),
    );
    return work && { by: work.id, until: "clear", why: work.title, of: work.id, covered: true };
  };
}

/** Where it is not said which, all of them: the others serve while one is away. */
function areAway(nodes: readonly string[], away: ReadonlySet<string>): boolean {
  return away.size > 0 && nodes.every((node) => away.has(node));
}

/** A machine may be called otherwise than its node, which is drained before then. */
function awayAt(
  disturbed: readonly Disturbed[],
  nodes: ReadonlySet<string>,
  controlPlanes: ReadonlySet<string>,
): ReadonlySet<string> {
  const machines = disturbed.flatMap((each) => ("machine" in each ? [each.machine, ...nodes] : []));
  const planes = disturbed.flatMap((each) => ("controlPlane" in each ? [each.controlPlane] : []));
  return new Set([...planes, ...machines.filter((each) => controlPlanes.has(each))]);
}

function disturbedBy({ step, input }: PlannedStep): readonly Disturbed[] {
  // A step's input is an object of its own schema; only strings are looked at.
  return disturbs[step]?.(input as Input) ?? [];
}

function isCaused(subject: Subject, disturbed: Disturbed): boolean {
  if ("agent" in disturbed) {
    const [name] = subject.name.split("/");
    const isInSystem = subject.namespace === undefined || subject.namespace === "kube-system";
    return subject.kind === "DaemonSet" && isInSystem && name === disturbed.agent;
  }
  if (!("workload" in disturbed)) return false;
  const { kind, namespace, name } = disturbed.workload;
  return subject.kind === kind && subject.namespace === namespace && subject.name === name;
}
