// What the drains of an upgrade do to workloads, and what would keep them from ending.
import { few } from "#src/base/text.ts";
import { controllerOf, sayController } from "#src/kubeadm/controller.ts";
import { judgePod, type Loss } from "#src/kubeadm/disruption/judge-pod.ts";
import type { UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";

/** A budget that allows nothing even while everything is well holds each drain for good. */
export function budgets({ budgets: all }: UpgradeFacts): Gate {
  const about = "Disruption budgets";
  const waiting = all.filter(
    ({ expectedPods, disruptionsAllowed }) => expectedPods > 0 && disruptionsAllowed === 0,
  );
  const closed = waiting.filter(({ expectedPods, desiredHealthy }) => desiredHealthy >= expectedPods);
  if (closed.length > 0) {
    const names = closed.map(
      (each) => `${full(each)} (wants ${each.desiredHealthy} of ${each.expectedPods})`,
    );
    return blocking(
      about,
      `${few(names, 5)}: no drain passes`,
      "more replicas, or a budget that lets one go",
    );
  }
  if (waiting.length > 0)
    return warned(
      about,
      `${few(waiting.map(full), 5)}: not all of its pods are healthy, so a drain waits now`,
    );
  return passed(about, all.length === 0 ? "there are none" : "each lets a pod go");
}

/** Deployments and StatefulSets of one pod are away while it moves. */
export function singleReplicas({ workloads }: UpgradeFacts): Gate {
  const about = "Single replicas";
  const single = workloads.filter(
    ({ kind, desired }) => (kind === "Deployment" || kind === "StatefulSet") && desired === 1,
  );
  if (single.length === 0) return passed(about, "no workload has only one");
  return warned(about, `${few(single.map(full), 5)}: away while its pod moves`);
}

/** What a drain would lose is refused by it unless it is told otherwise. */
export function losses({ pods, daemonSets }: UpgradeFacts): Gate {
  const about = "What drains would lose";
  const found = pods.flatMap((pod) => {
    const verdict = judgePod(pod, daemonSets);
    return verdict.kind === "goes"
      ? verdict.losses.map((loss) => ({ of: sayController(controllerOf(pod)), loss }))
      : [];
  });
  if (found.length === 0) return passed(about, "nothing");
  const names = [...new Set(found.map(({ of, loss }) => `${of} (${lossSaid[loss]})`))];
  const flags = [
    found.some(({ loss }) => loss === "emptydir") ? "--delete-emptydir-data" : "",
    found.some(({ loss }) => loss !== "emptydir") ? "--force" : "",
  ].filter(Boolean);
  return warned(
    about,
    few(names, 6),
    `each node's upgrade asks for ${flags.join(" and ")} where such pods run`,
  );
}

const lossSaid: Readonly<Record<Loss, string>> = {
  unmanaged: "nothing makes it anew",
  orphaned: "its DaemonSet is gone",
  emptydir: "emptyDir data",
};

/** A pod with such a volume waits until its node is back. */
export function localVolumes({ volumes }: UpgradeFacts): Gate {
  const about = "Local volumes";
  const tied = volumes.flatMap(({ claim, nodeAffinity }) => (claim && nodeAffinity ? [full(claim)] : []));
  if (tied.length === 0) return passed(about, "no volume is tied to a node");
  return warned(
    about,
    `${few(tied, 5)}: reached from some nodes only, so its pods wait until theirs is back`,
  );
}

function full({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
