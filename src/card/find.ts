// Finds the one object that a typed name means, or says what there is instead.

import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { nearest } from "#src/command/nearest.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";

type Named = { readonly namespace: string; readonly name: string };

/**
 * A node by its name, or by the beginning of it when only one begins so.
 * @throws RefusedError naming the nodes there are; UnreachableError while that is not known
 */
export function findNode(cluster: ClusterView, typed: string): Node {
  const { nodes } = cluster.snapshot();
  // A node's name is in lower case, whatever a phone makes of its first letter.
  const wanted = typed.toLowerCase();
  const exact = nodes.filter(({ name }) => name === wanted);
  const matches = exact.length > 0 ? exact : nodes.filter(({ name }) => name.startsWith(wanted));
  const [only, ...others] = matches;
  if (only && others.length === 0) return only;
  if (!only) checkSeen(cluster);
  const names = (only ? matches : nodes).map(({ name }) => name);
  throw new RefusedError(
    only ? `${typed} could be ${matches.length} nodes.` : `${cluster.name} has no node ${typed}.`,
    { hint: only ? known(names) : closest(names, typed), choose: "node" },
  );
}

/**
 * A pod by `namespace/name`, by name, or by the beginning of a name when only one pod begins so.
 * @throws RefusedError when none or several match; UnreachableError while that is not known
 */
export function findPod(cluster: ClusterView, typed: string, namespace?: string): Pod {
  const { pods } = cluster.snapshot();
  if (pods.length === 0) checkSeen(cluster);
  return findNamed(cluster.name, "pod", pods, namespace === undefined ? typed : `${namespace}/${typed}`);
}

/** @throws RefusedError when none or several match */
export function findNamed<T extends Named>(
  cluster: string,
  kind: string,
  all: readonly T[],
  typed: string,
): T {
  const [name = "", namespace] = typed.toLowerCase().split("/").reverse();
  const inside = all.filter((each) => namespace === undefined || each.namespace === namespace);
  const exact = inside.filter((each) => each.name === name);
  const matches = exact.length > 0 ? exact : inside.filter((each) => each.name.startsWith(name));
  const [only, ...others] = matches;
  if (only && others.length === 0) return only;
  if (!only) {
    const near = all.filter((each) => each.name.includes(name)).map(full);
    throw new RefusedError(`${cluster} has no ${kind} ${typed}.`, {
      hint: near.length > 0 ? known(near) : `\`${kind} list\` shows what there is.`,
      choose: kind,
    });
  }
  throw new RefusedError(`${typed} could be ${matches.length} ${kind}s.`, {
    hint: known(matches.map(full)),
    choose: kind,
  });
}

/** They are there from the start (kube-apiserver's system namespaces controller), pods in them or not. */
const alwaysThere: readonly string[] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/**
 * For an answer that found nothing in a namespace: passes when it is empty, throws when it does not seem to exist.
 * Namespaces are not watched, so those that hold pods are the known ones.
 * @throws RefusedError naming the nearest
 */
export function checkNamespace(cluster: ClusterView, namespace: string | undefined): void {
  const { pods, reach } = cluster.snapshot();
  if (namespace === undefined || reach.state !== "live") return;
  const names = [...new Set([...pods.map((pod) => pod.namespace), ...alwaysThere])].sort();
  if (names.includes(namespace)) return;
  throw new RefusedError(`I find nothing in a namespace ${namespace} on ${cluster.name}.`, {
    hint: closest(names, namespace),
    choose: "namespace",
  });
}

/** While nothing was read yet, nothing can be said to be absent. */
function checkSeen({ name, snapshot }: ClusterView): void {
  const { reach } = snapshot();
  if (reach.state === "unreachable") throw reach.error;
  if (reach.state === "connecting") {
    throw new UnreachableError(`${name} is still being read.`, { hint: "Ask again in a moment." });
  }
}

function closest(names: readonly string[], typed: string): string {
  const near = nearest(
    names.map((text) => ({ text })),
    typed,
  ).map(({ text }) => text);
  const alike = [...new Set([...near, ...names.filter((name) => name.includes(typed))])];
  return alike.length > 0 ? `Did you mean ${alike.slice(0, 3).join(" or ")}?` : known(names);
}

function known(names: readonly string[]): string {
  return names.length === 0 ? "I know none." : `I know ${few(names, 5)}.`;
}

function full({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}
