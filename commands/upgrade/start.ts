// /k8s upgrade start --to <version> [--at-once n] [--rest 4h] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { msOf } from "#src/base/duration.ts";
import { RefusedError } from "#src/base/errors.ts";
import { count } from "#src/base/text.ts";
import { boundsOf } from "#src/campaign/bounds.ts";
import type { Stage } from "#src/campaign/campaign.ts";
import { planesFirst } from "#src/campaign/one-by-one.ts";
import { campaignPlan } from "#src/campaign/plan-campaign.ts";
import { settle } from "#src/card/freshness.ts";
import { drainFlags } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isControlPlane, isReady } from "#src/kubeadm/components.ts";
import { readUpgrade } from "#src/kubeadm/upgrade/read-upgrade.ts";
import { isSame, parseVersion, sayVersion, type Version } from "#src/kubeadm/upgrade/version.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { Plan } from "#src/operation/plan.ts";
import { planUpgradeNode, versionTyped } from "#src/plans/upgrade-node.ts";
import beginCampaign from "#src/steps/begin-campaign.ts";
import backup from "../etcd/backup.ts";

export default defineOperation({
  summary: "Upgrade a cluster node by node: etcd, control plane, then workers",
  role: "operator",
  risk: "change",
  planWithinMs: 180_000,
  args: z.object({
    to: z.string().meta({ description: "The version, 1.37.2; upgrade plan shows which can be had" }),
    "at-once": z.coerce
      .number()
      .int()
      .min(1)
      .max(10)
      .default(1)
      .meta({ description: "Workers side by side, after the first and the one that asks" }),
    rest: z
      .string()
      .regex(/^[1-9]\d{0,2}[mhd]$/, "must be 30m, 4h or 7d")
      .optional()
      .meta({ description: "How long each node is at work before the next worker begins: 30m, 4h, 7d" }),
    ...drainFlags,
  }),
  positional: ["to"],
  async plan({ to: typed, force, "delete-emptydir-data": deleteData, "at-once": atOnce, rest }, context) {
    const { cluster } = context;
    const to = versionTyped(typed, "upgrade start");
    const nodes = await nodesBehind(to, context);
    const flags = `${deleteData ? " --delete-emptydir-data" : ""}${force ? " --force" : ""}`;
    mustLeaveRoom(atOnce, cluster.snapshot().nodes);
    const stageOf = ({ name }: Node) => ({
      line: `upgrade node ${name} --to=${sayVersion(to)}${flags}`,
      title: `Upgrade ${name} to ${sayVersion(to)}`,
    });
    const upgrades = planesFirst(nodes, stageOf, {
      atOnce,
      restMs: rest === undefined ? undefined : msOf(rest),
    });
    const line = `upgrade start ${sayVersion(to)}${atOnce > 1 ? ` --at-once=${atOnce}` : ""}${rest ? ` --rest=${rest}` : ""}`;
    const plans = await Promise.all(
      upgrades.map(({ node = "" }, at) =>
        planUpgradeNode({ node, to, force, deleteData, later: at > 0, line }, context),
      ),
    );
    const saved = await backupOf(nodes, context);
    return campaignPlan({
      begin: beginCampaign.with,
      title: `Upgrade to ${sayVersion(to)}`,
      target: cluster.name,
      stages: [...saved.map(({ stage }) => stage), ...upgrades],
      bounds: boundsOf([...saved.map(({ plan }) => plan), ...plans]),
      impact: [
        ...(atOnce > 1
          ? [
              `After the first two workers ${atOnce} at once: their pods have to find room on the others. One that fails lets those beside it end, then stops it all.`,
            ]
          : []),
        ...(rest ? [`Each node is at work for ${rest} before the next worker begins.`] : []),
        // Where it goes, and of a control plane that its API server is away meanwhile.
        ...plans.flatMap(({ impact }, at) => impact.slice(0, upgrades[at]?.needed ? 2 : 1)),
      ],
      warnings: [noWayBack(nodes, to), ...new Set(plans.flatMap(({ warnings }) => warnings))],
      basis: {
        to: sayVersion(to),
        nodes: nodes.map(({ name, uid, kubeletVersion }) => `${name} ${uid} ${kubeletVersion}`).toSorted(),
      },
      snapshot: cluster.snapshot(),
    });
  },
});

/** What can be undone and what cannot, before anybody approves. */
function noWayBack(nodes: readonly Node[], to: Version): string {
  const isPatch = nodes.every(({ kubeletVersion }) => parseVersion(kubeletVersion)?.minor === to.minor);
  if (isPatch) return "Nothing is put back by itself: an older patch release is installed by hand.";
  const stops = "It can end after any stage: kubelets may stay up to three minors behind.";
  return nodes.some(isControlPlane)
    ? `There is no way back: neither kubeadm, etcd nor a kubelet goes to an older minor. What can be put back is the etcd backup, with all that was written since lost. ${stops}`
    : `There is no way back: no kubelet goes to an older minor. ${stops}`;
}

/** What is drained has to go somewhere. @throws RefusedError where hardly a worker would be left */
function mustLeaveRoom(atOnce: number, nodes: readonly Node[]): void {
  const workers = nodes.filter((node) => !isControlPlane(node) && isReady(node)).length;
  if (atOnce === 1 || atOnce <= workers / 2) return;
  throw new RefusedError(
    `${atOnce} at once of ${count(workers, "worker")} leaves too few for what is drained; at most half of them go at once.`,
    workers < 4 ? {} : { hint: `--at-once=${Math.floor(workers / 2)}` },
  );
}

/** Those that are ready and not there yet. @throws RefusedError where there is none */
async function nodesBehind(
  to: Version,
  { cluster, hosts, now, signal }: PlanContext,
): Promise<readonly Node[]> {
  await settle(cluster, signal);
  const standing = await readUpgrade({ cluster, hosts, now: () => now, signal });
  const isThere = ({ name }: Node) => {
    const kubelet = standing.kubelets.find(({ node }) => node === name)?.version;
    const server = standing.servers.find(({ node }) => node === name)?.version;
    return isSame(kubelet, to) && (server === undefined || isSame(server, to));
  };
  const behind = cluster.snapshot().nodes.filter((node) => isReady(node) && !isThere(node));
  if (behind.length > 0) return behind;
  throw new RefusedError(`Every node of ${cluster.name} that is ready is at ${sayVersion(to)} already.`, {
    hint: "upgrade plan",
  });
}

type Saved = { readonly stage: Stage; readonly plan: Plan };

/** Before the control plane is touched. An etcd elsewhere is backed up by whoever runs it. */
async function backupOf(nodes: readonly Node[], context: PlanContext): Promise<readonly Saved[]> {
  if (!nodes.some(isControlPlane) || backup.kind !== "operation") return [];
  const plan = await backup.plan({}, context);
  const stage = { line: "etcd backup", title: plan.title, gate: "auto", needed: true } as const;
  return [{ stage, plan }];
}
