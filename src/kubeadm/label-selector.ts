// Label selectors of Kubernetes objects, and what they select.
import type { LabelSelector, Labels, SelectorExpression } from "#src/kubernetes/facts.ts";

/** As metav1.LabelSelectorAsSelector: an absent selector selects nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const { matchLabels, matchExpressions } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every((each) => holds(each, labels))
  );
}

/** Gt and Lt compare integers, and only node selectors have them. An unknown operator holds for nothing. */
export function holds({ key, operator, values }: SelectorExpression, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
