// How far a rollout is, as kubectl rollout status tells (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go).
import type { Rollout } from "#src/kubernetes/facts.ts";
import { count } from "#src/text.ts";

export type Progress = { readonly complete: boolean; readonly said: string };

export function progressOf(rollout: Rollout): Progress {
  const { kind, generation, observedGeneration, desired, current, updated, available, ready } = rollout;
  if (observedGeneration < generation) return open("its controller has not seen the change yet");
  if (updated < desired) return open(`${updated} of ${desired} pods are new`);
  if (kind === "Deployment" && current > updated)
    return open(`${count(current - updated, "old pod")} still ending`);
  // A StatefulSet's available counts only with minReadySeconds; ready is what kubectl asks.
  const well = kind === "StatefulSet" ? Math.min(ready, available) : available;
  if (well < desired) return open(`all ${desired} pods are new, ${well} available`);
  return { complete: true, said: `all ${desired} pods are new and available` };
}

function open(said: string): Progress {
  return { complete: false, said };
}
