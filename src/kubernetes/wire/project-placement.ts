// What a pod, or the template of one, asks of a node.
import type { NodeTerm, Placement, Toleration } from "../facts.ts";
import { projectExpressions } from "./project-selector.ts";
import type { WireNodeSelector, WirePodSpec, WireToleration } from "./wire.ts";

export function projectPlacement(spec: WirePodSpec | null | undefined): Placement {
  return {
    nodeSelector: spec?.nodeSelector ?? {},
    nodeAffinity: projectNodeTerms(
      spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
    ),
    tolerations: (spec?.tolerations ?? []).map(tolerationOf),
  };
}

export function projectNodeTerms(
  selector: WireNodeSelector | null | undefined,
): readonly NodeTerm[] | undefined {
  return selector?.nodeSelectorTerms?.map(({ matchExpressions, matchFields }) => ({
    matchExpressions: projectExpressions(matchExpressions),
    matchFields: projectExpressions(matchFields),
  }));
}

function tolerationOf({ key, operator, value, effect, tolerationSeconds }: WireToleration): Toleration {
  return {
    key: key ?? "",
    operator: operator || "Equal",
    value: value ?? "",
    effect: effect ?? "",
    seconds: tolerationSeconds ?? undefined,
  };
}
