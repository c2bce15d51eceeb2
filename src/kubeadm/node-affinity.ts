// Whether a required node affinity admits a node.
import type { Labels, NodeTerm } from "#src/kubernetes/facts.ts";
import { holds } from "./label-selector.ts";

/** As component-helpers' nodeaffinity: terms are alternatives, an empty term admits nothing, no affinity admits all. */
export function admitsNode(
  terms: readonly NodeTerm[] | undefined,
  node: { readonly name: string; readonly labels: Labels },
): boolean {
  if (terms === undefined) return true;
  // The only field that can be matched.
  const fields = { "metadata.name": node.name };
  return terms.some(({ matchExpressions, matchFields }) => {
    if (matchExpressions.length + matchFields.length === 0) return false;
    return (
      matchExpressions.every((each) => holds(each, node.labels)) &&
      matchFields.every((each) => holds(each, fields))
    );
  });
}
