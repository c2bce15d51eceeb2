// Which pods a selector selects, and which nodes an affinity admits.
import { expect, test } from "vitest";
import { selects } from "#src/kubeadm/label-selector.ts";
import { admitsNode } from "#src/kubeadm/node-affinity.ts";
import type { LabelSelector, NodeTerm } from "#src/kubernetes/facts.ts";

const labels = { app: "web", tier: "front", cores: "8" };

function expression(key: string, operator: string, ...values: readonly string[]) {
  return { key, operator, values };
}

test.each<[selector: Partial<LabelSelector> | undefined, selected: boolean]>([
  [undefined, false],
  [{}, true],
  [{ matchLabels: { app: "web" } }, true],
  [{ matchLabels: { app: "web", tier: "back" } }, false],
  [{ matchExpressions: [expression("app", "In", "web", "api")] }, true],
  [{ matchExpressions: [expression("other", "In", "web")] }, false],
  [{ matchExpressions: [expression("app", "NotIn", "web")] }, false],
  [{ matchExpressions: [expression("other", "NotIn", "web")] }, true],
  [{ matchExpressions: [expression("app", "Exists")] }, true],
  [{ matchExpressions: [expression("app", "DoesNotExist")] }, false],
  [{ matchExpressions: [expression("app", "Exists"), expression("other", "Exists")] }, false],
  [{ matchExpressions: [expression("app", "Resembles", "web")] }, false],
])("%j selects: %s", (selector, selected) => {
  const whole = selector && { matchLabels: {}, matchExpressions: [], ...selector };
  expect(selects(whole, labels)).toBe(selected);
});

test.each<[terms: readonly Partial<NodeTerm>[] | undefined, admitted: boolean]>([
  [undefined, true],
  [[], false],
  [[{}], false],
  [[{ matchExpressions: [expression("cores", "Gt", "4")] }], true],
  [[{ matchExpressions: [expression("cores", "Lt", "8")] }], false],
  [[{ matchFields: [expression("metadata.name", "In", "pi-1")] }], true],
  [[{ matchFields: [expression("metadata.name", "In", "pi-2")] }], false],
  [
    [
      { matchExpressions: [expression("app", "In", "api")] },
      { matchExpressions: [expression("app", "Exists")] },
    ],
    true,
  ],
])("%j admits: %s", (terms, admitted) => {
  const whole = terms?.map((term) => ({ matchExpressions: [], matchFields: [], ...term }));
  expect(admitsNode(whole, { name: "pi-1", labels })).toBe(admitted);
});
