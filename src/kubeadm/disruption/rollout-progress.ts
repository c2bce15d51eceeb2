// How far a rollout is, as kubectl rollout status tells (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go).

import { count } from "#src/base/text.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";

/** `reached` counts new pods, and once all are new those that are well too: it grows while the rollout gets on. */
export type Progress = { readonly complete: boolean; readonly said: string; readonly reached: number };

export function progressOf(rollout: Rollout): Progress {
  const { kind, generation, observedGeneration, desired, current, updated, available, ready } = rollout;
  if (observedGeneration < generation) return open("its controller has not seen the change yet", 0);
  const due = dueOf(rollout);
  if (updated < due) return open(`${updated} of ${due} pods are new${heldUp(rollout)}`, updated);
  if (kind === "Deployment" && current > updated)
    return open(`${count(current - updated, "old pod")} still ending`, updated);
  // A StatefulSet's available counts only with minReadySeconds; ready is what kubectl asks.
  const well = kind === "StatefulSet" ? Math.min(ready, available) : available;
  const reached = updated + well;
  if (due < desired) {
    const said = `${updated} of ${desired} pods are new, the others are kept by its partition`;
    return well < desired
      ? open(`${said}, ${well} available`, reached)
      : { complete: true, said: `${said}, and all are available`, reached };
  }
  if (well < desired) return open(`all ${desired} pods are new, ${well} available`, reached);
  return { complete: true, said: `all ${desired} pods are new and available`, reached };
}

/** How many pods a rollout replaces: a StatefulSet keeps those below its partition. */
export function dueOf({ desired, partition }: Pick<Rollout, "desired" | "partition">): number {
  return Math.max(0, desired - partition);
}

function heldUp({ paused, strategy }: Rollout): string {
  if (paused) return ", and it is paused: no more become so";
  return strategy === "OnDelete"
    ? ", and it is OnDelete: the others become so once somebody deletes them"
    : "";
}

function open(said: string, reached: number): Progress {
  return { complete: false, said, reached };
}
