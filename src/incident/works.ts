// What a running operation causes, as data: what its steps disturb is no news while it runs.
import type { Operation } from "#src/operation/operation.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Silenced } from "./incident.ts";
import type { Problem, Subject } from "./rule.ts";

type Disturbed =
  | { readonly node: string }
  | { readonly workload: Subject }
  /** Wherever it runs. */
  | { readonly agent: string };

/** An input as JSON, whose fields have these types where they are there at all. */
type Input = {
  readonly node?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
};

const itsNode = ({ node }: Input): readonly Disturbed[] => (node ? [{ node }] : []);
const itsPod = ({ namespace = "", name = "" }: Input) => [{ workload: { kind: "Pod", namespace, name } }];
const kubeProxy = () => [{ agent: "kube-proxy" }];

/** By the name of the step; what is not here disturbs nothing that people are told of. */
export const disturbs: Readonly<Record<string, (input: Input) => readonly Disturbed[]>> = {
  "cordon-node": itsNode,
  "drain-node": itsNode,
  "delete-pod": itsPod,
  "restart-workload": ({ kind = "", namespace = "", name = "" }) => [{ workload: { kind, namespace, name } }],
  "restart-kube-proxy-on-node": kubeProxy,
  "try-kube-proxy-mode": kubeProxy,
  "try-kube-proxy-template": kubeProxy,
  "roll-out-kube-proxy-template": kubeProxy,
  "put-back-kube-proxy-template": kubeProxy,
  "remove-kube-proxy-trial": kubeProxy,
};

/** What it disturbed settles. */
const settlesWithinMs = 60_000;

/** Runs, or ended a moment ago. */
export function isAtWork({ state, endedAt }: Operation, now: number): boolean {
  return state === "running" || (endedAt !== undefined && now - endedAt < settlesWithinMs);
}

/** The silence of what an operation causes; it lasts as long as the operation and a minute. */
export function workOf(operations: readonly Operation[]): (problem: Problem) => Silenced | undefined {
  const works = operations.map(({ id, plan }) => {
    const disturbed = plan.steps.flatMap(disturbedBy);
    const nodes = new Set(disturbed.flatMap((each) => ("node" in each ? [each.node] : [])));
    return { id, title: plan.title, disturbed, nodes };
  });
  return (problem) => {
    const { nodes = [] } = problem;
    const work = works.find(
      (each) =>
        (nodes.length > 0 && nodes.every((node) => each.nodes.has(node))) ||
        each.disturbed.some((one) => isCaused(problem.subject, one)),
    );
    return work && { by: work.id, until: "clear", why: work.title, of: work.id, covered: true };
  };
}

function disturbedBy({ step, input }: PlannedStep): readonly Disturbed[] {
  // A step's input is an object of its own schema; only strings are looked at.
  return disturbs[step]?.(input as Input) ?? [];
}

function isCaused(subject: Subject, disturbed: Disturbed): boolean {
  if ("node" in disturbed) return false;
  if ("agent" in disturbed) {
    const [name] = subject.name.split("/");
    const isInSystem = subject.namespace === undefined || subject.namespace === "kube-system";
    return subject.kind === "DaemonSet" && isInSystem && name === disturbed.agent;
  }
  const { kind, namespace, name } = disturbed.workload;
  return subject.kind === kind && subject.namespace === namespace && subject.name === name;
}
