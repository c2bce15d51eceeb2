// The plan that upgrades one node: packages, control plane or kubelet settings, drain, the new kubelet. Several commands make it.
import { RefusedError, UsageError } from "#src/base/errors.ts";
import { clusterLock, hostLock, nodeLock } from "#src/base/lock-names.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import type { PlanContext } from "#src/command/define.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import { drainImpact } from "#src/kubeadm/disruption/drain-impact.ts";
import { drainWarnings } from "#src/kubeadm/disruption/drain-warnings.ts";
import { type DrainFlags, type DrainVerdict, judgeDrain } from "#src/kubeadm/disruption/judge-drain.ts";
import { type DrainFacts, readDrain } from "#src/kubeadm/disruption/read-drain.ts";
import { managerOfKind } from "#src/kubeadm/packages/managers.ts";
import { judgeNode, type NodeVerdict } from "#src/kubeadm/upgrade/judge-node.ts";
import { doubtsAbout, sayNewKey } from "#src/kubeadm/upgrade/keyring.ts";
import { readFor } from "#src/kubeadm/upgrade/read-for.ts";
import { readUpgrade } from "#src/kubeadm/upgrade/read-upgrade.ts";
import { parseVersion, sayVersion, tagOf, type Version } from "#src/kubeadm/upgrade/version.ts";
import type { NodeFacts } from "#src/kubernetes/facts.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import cordonNode from "#src/steps/cordon-node.ts";
import drainNode, { drainTimeoutMs } from "#src/steps/drain-node.ts";
import forgetUnits from "#src/steps/forget-units.ts";
import installPackages, { packagesUnit } from "#src/steps/install-packages.ts";
import moveRepository from "#src/steps/move-repository.ts";
import pullImages, { pullUnit } from "#src/steps/pull-images.ts";
import renewRepositoryKey from "#src/steps/renew-repository-key.ts";
import startNewKubelet from "#src/steps/start-new-kubelet.ts";
import uncordonOwnNode from "#src/steps/uncordon-own-node.ts";
import upgradeControlPlane, { controlPlaneUnit } from "#src/steps/upgrade-control-plane.ts";
import upgradeKubeletSettings, { kubeletSettingsUnit } from "#src/steps/upgrade-kubelet-settings.ts";
import { cordonLeftOn, sayTakenOver } from "./left-cordon.ts";

type Asked = DrainFlags & {
  readonly node: string;
  readonly to: Version;
  /** What must be upgraded before it is taken as if it were, for whoever plans several at once. */
  readonly later: boolean;
  /** Typed by whoever asks for it as a part of more, for the hint of a refusal. */
  readonly line?: string | undefined;
};

type Facts = {
  readonly node: NodeFacts;
  readonly judged: NodeVerdict;
  readonly drain: DrainFacts;
  readonly drained: DrainVerdict;
  /** The operation whose cordon is left there, and taken over. */
  readonly over: string | undefined;
  /** Another node could take its pods; where there is none, they stay and go on while the kubelet is started anew. */
  readonly moves: boolean;
};

const limits = { timeoutMs: drainTimeoutMs, graceSeconds: undefined, staysOn: true } as const;

/** How long it may take to read all that, milliseconds: machines are asked over SSH. */
export const planUpgradeWithinMs = 60_000;

/** @throws UsageError when it is no version */
export function versionTyped(typed: string, line: string): Version {
  const version = parseVersion(typed);
  if (version) return version;
  throw new UsageError(`${typed} is no version.`, { hint: `${line} --to=1.37.2` });
}

export async function planUpgradeNode(asked: Asked, context: PlanContext): Promise<Plan> {
  const { cluster, hosts, self, now, signal } = context;
  const { to } = asked;
  await settle(cluster, signal);
  const { name } = findNode(cluster, asked.node);
  const node = await cluster.node(name, signal);
  if (!node) throw new RefusedError(`${cluster.name} has no node ${name}.`, { choose: "node" });
  const standing = await readUpgrade({ cluster, hosts, now: () => now, signal, only: name });
  const judged = judgeNode(await readFor(standing, { to, hosts, signal }), node, { later: asked.later });
  const drain = await readDrain(cluster, node, { self, signal });
  const moves = standing.nodes.length > 1;
  const drained = moves
    ? judgeDrain(drain, asked, asked.line ?? `upgrade node ${name} --to=${sayVersion(to)}`)
    : { mayLose: { data: [], pods: [] }, risk: "destructive" as const, risks: ["only node"] };
  const over = moves ? await cordonLeftOn(node, context) : undefined;
  const facts = { node, judged, drain, drained, over, moves };
  return {
    target: name,
    risk: drained.risk,
    title: `Upgrade ${name} to ${sayVersion(to)}`,
    impact: [...impactOf(facts, to), ...(moves ? drainImpact(drain) : [])],
    warnings: [...warningsOf(facts), ...(moves ? drainWarnings(drain, limits) : [])],
    losses: [...drained.mayLose.data, ...drained.mayLose.pods],
    basis: {
      uid: node.uid,
      is: node.kubeletVersion,
      host: judged.host,
      how: judged.how,
      risks: [...drained.risks],
    },
    steps: stepsOf(facts, to),
    locks: [clusterLock(cluster.name), nodeLock(cluster.name, name), hostLock(judged.host)],
    offers: [
      {
        label: "What is next",
        line: `upgrade plan --to=${sayVersion(to)} --cluster=${cluster.name}`,
        how: "thread",
      },
    ],
  };
}

/** What of it runs as units. */
function unitsOf(how: Facts["judged"]["how"]): string[] {
  const kubeadm = how === "worker" ? [kubeletSettingsUnit] : [pullUnit, controlPlaneUnit(how)];
  return [packagesUnit("kubeadm"), ...kubeadm, packagesUnit("kubelet")];
}

/** The order of kubeadm's own guide: its control plane, then an empty node, then the kubelet. */
function stepsOf({ node, judged, drained, over, moves }: Facts, to: Version): readonly PlannedStep[] {
  const { name, uid } = node;
  const { host, source, revision, ignore, how, repository, renews } = judged;
  const tag = tagOf(to);
  const packages = {
    host,
    manager: managerOfKind[source.kind],
    ...{ file: source.file, revision, ...(source.id !== undefined && { id: source.id }) },
  };
  const isOurs = moves && (!node.unschedulable || over !== undefined);
  return [
    ...(renews ? [renewRepositoryKey.with({ host, file: renews.old.file, text: renews.key.text })] : []),
    ...(source.minor === to.minor
      ? []
      : [moveRepository.with({ host, file: source.file, from: source.minor, to: to.minor })]),
    installPackages.with({ ...packages, names: ["kubeadm"] }),
    ...(how === "worker"
      ? [upgradeKubeletSettings.with({ host, node: name, ignore })]
      : [
          pullImages.with({ host, tag, repository }),
          upgradeControlPlane.with({ host, node: name, tag, how, ignore }),
        ]),
    ...(isOurs ? [cordonNode.with({ node: name, uid, ...(over && { over }) })] : []),
    ...(moves ? [drainNode.with({ node: name, uid, mayLose: drained.mayLose })] : []),
    installPackages.with({ ...packages, names: ["kubelet", "kubectl"] }),
    startNewKubelet.with({ host, node: name, uid, tag }),
    ...(isOurs ? [uncordonOwnNode.with({ node: name, uid })] : []),
    forgetUnits.with({ host, units: unitsOf(how) }),
  ];
}

function impactOf({ node, judged, moves }: Facts, to: Version): readonly string[] {
  const { name } = node;
  const from = node.kubeletVersion.replace(/^v/, "");
  const plane =
    judged.how === "worker"
      ? []
      : [
          judged.isOnlyPlane
            ? `The API is away for a minute or two while its components restart; what runs goes on. ${name} is the only control plane.`
            : `The API server of ${name} is away for a minute or two; the others answer meanwhile.`,
        ];
  return [
    `${name} goes from ${from} to ${sayVersion(to)}${judged.host === name ? "" : `, on ${judged.host}`}.`,
    ...plane,
    ...(judged.renews ? sayNewKey(judged.renews.old, judged.renews.key) : []),
    ...(isControlPlane(node)
      ? ["There is no way back: neither kubeadm nor etcd goes to an older minor."]
      : []),
    ...(moves ? [] : ["It is the only node: its pods stay, and go on while the kubelet is started anew."]),
  ];
}

function warningsOf({ node, judged, drain, over, moves }: Facts): readonly string[] {
  const { name } = node;
  return [
    ...judged.warnings,
    ...(judged.renews ? doubtsAbout(judged.renews.old, judged.renews.key) : []),
    ...(over ? [sayTakenOver(name, over)] : []),
    ...(node.unschedulable && !over
      ? [`${name} is cordoned already, and stays so: whoever did that uncordons it.`]
      : []),
    ...(moves && drain.self
      ? [
          `Wheelhouse itself runs on ${name} and moves away in the drain: it stops there until somebody presses Resume.`,
        ]
      : []),
  ];
}
