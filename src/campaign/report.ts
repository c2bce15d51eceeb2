// What a campaign that has come to its end reports: what it took, what runs now, and where what it kept lies.
import { count, span } from "#src/base/text.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Campaign } from "./campaign.ts";
import type { Seen } from "./gates.ts";
import { stillCordoned, versionsIn } from "./left.ts";

type Found = {
  /** Those that were its stages. */
  readonly operations: readonly Operation[];
  /** Undefined where the cluster did not answer. */
  readonly seen: Seen | undefined;
  readonly now: number;
};

/** A line each, the first of which says that it is over. */
export function reportOf(campaign: Campaign, { operations, seen, now }: Found): readonly string[] {
  const { records, course, beganAt } = campaign;
  const skipped = records.flatMap(({ state }, at) =>
    state === "skipped" ? [course.stages[at]?.title ?? ""] : [],
  );
  const took = `in ${span(now - beganAt)}`;
  const first =
    skipped.length === 0
      ? `All ${count(records.length, "stage")} are done, ${took}.`
      : `All stages are over, ${took}; skipped: ${skipped.join(", ")}.`;
  return [
    first,
    ...(seen
      ? [`Kubelets run ${versionsIn(seen)}.`, ...proxyBehind(seen), ...stillCordoned(campaign, seen)]
      : []),
    ...operations.flatMap(keptBy),
    "Worth a look now: `status --details`, and `event list` for what came of it.",
  ];
}

/** A DaemonSet's rollout waits for a node that is off, as that one counts as the one that may be without its pod. */
function proxyBehind({ sight }: Seen): readonly string[] {
  const proxy = sight.snapshot.daemonSets.find(
    ({ namespace, name }) => namespace === "kube-system" && name === "kube-proxy",
  );
  if (!proxy || proxy.updated >= proxy.desired) return [];
  return [
    `kube-proxy is the new one on ${proxy.updated} of ${count(proxy.desired, "node")}: \`kube-proxy show\` says where, and a node that is off holds the others up.`,
  ];
}

/** Evidence is what others said: it stands after what says so. */
function keptBy({ plan, steps }: Operation): readonly string[] {
  return plan.steps.flatMap(({ keeps }, at) => {
    const { evidence } = steps[at] ?? {};
    return keeps && evidence ? [`Kept: ${evidence}`] : [];
  });
}
