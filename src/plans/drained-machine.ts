// The plan of what is done to a node's machine while its pods are elsewhere: drained, worked on, seen back, and uncordoned again.
import { hostLock } from "#src/base/lock-names.ts";
import type { PlanContext } from "#src/command/define.ts";
import type { HostView } from "#src/hosts/host.ts";
import { machineOf } from "#src/kubeadm/machine-of.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import seeNodeBack from "#src/steps/see-node-back.ts";
import uncordonOwnNode from "#src/steps/uncordon-own-node.ts";
import { planDrain } from "./drain-node.ts";
import { sayTakenOver } from "./left-cordon.ts";

/** As it is typed. */
type Typed = {
  readonly node: string;
  readonly grace?: number | undefined;
  readonly force: boolean;
  readonly "delete-emptydir-data": boolean;
};

type Work = {
  /** Before what the drain does, in words. */
  readonly impact?: readonly string[];
  /** When static pods and those of DaemonSets stop: `until it is up again`. */
  readonly stop: string;
  readonly steps: readonly PlannedStep[];
};

type Wanted = {
  /** `reboot`, of `node reboot`. */
  readonly verb: "reboot" | "patch";
  /** `Reboot`. */
  readonly title: string;
  readonly work: (host: HostView, bootId: string) => Promise<Work>;
};

/** @throws RefusedError where it must not be drained, or its machine is not known for its own */
export async function planOnMachine(typed: Typed, wanted: Wanted, context: PlanContext): Promise<Plan> {
  const { cluster, hosts, signal } = context;
  const { node, grace, force, "delete-emptydir-data": deleteData } = typed;
  const { verb, title, work } = wanted;
  const { facts, ...drain } = await planDrain(
    { node, grace, force, deleteData, as: `node ${verb}`, takesOver: true },
    context,
  );
  const { over } = facts;
  const { name, uid } = facts.node;
  const stays = facts.node.unschedulable && over === undefined;
  const known = await machineOf(facts.node, `${verb} it`, context);
  const host = await hosts.view(known.name);
  const bootId = await host.read("bootId", signal);
  const { impact = [], stop, steps } = await work(host, bootId);
  return {
    ...drain,
    title: `${title} ${name}`,
    impact: [...impact, ...drain.impact, `Static pods and those of DaemonSets on ${name} stop ${stop}.`],
    warnings: [
      ...drain.warnings,
      ...(over ? [sayTakenOver(name, over)] : []),
      ...(stays ? [`${name} was cordoned before, so it stays cordoned afterwards.`] : []),
    ],
    basis: { uid, bootId, drain: drain.basis },
    steps: [
      ...drain.steps,
      ...steps,
      seeNodeBack.with({ host: known.name, node: name }),
      ...(stays ? [] : [uncordonOwnNode.with({ node: name, uid })]),
    ],
    locks: [...(drain.locks ?? []), hostLock(known.name)],
    offers: [{ label: "Show it", line: `node show ${name} --cluster=${cluster.name}`, how: "thread" }],
  };
}
