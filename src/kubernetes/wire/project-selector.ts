// The JSON of label selectors as records; kubeadm/label-selector.ts says what they select.
import type { LabelSelector, SelectorExpression } from "../facts.ts";
import type { WireLabelSelector } from "./wire.ts";

export function projectSelector(selector: WireLabelSelector | null | undefined): LabelSelector | undefined {
  if (selector == null) return undefined;
  return {
    matchLabels: selector.matchLabels ?? {},
    matchExpressions: projectExpressions(selector.matchExpressions),
  };
}

export function projectExpressions(
  expressions: WireLabelSelector["matchExpressions"],
): readonly SelectorExpression[] {
  return (expressions ?? []).map(({ key, operator, values }) => ({
    key: key ?? "",
    operator: operator ?? "",
    values: values ?? [],
  }));
}
