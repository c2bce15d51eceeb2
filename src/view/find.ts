// Finds the one object that a typed name means, or says what there is instead.
import { RefusedError } from "#src/errors.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node, Pod } from "#src/kubernetes/objects.ts";
import { listed } from "#src/text.ts";

type Named = { readonly namespace: string; readonly name: string };

/** @throws RefusedError naming the nodes there are */
export function findNode(cluster: ClusterView, name: string): Node {
  const { nodes } = cluster.snapshot();
  const found = nodes.find((node) => node.name === name);
  if (found) return found;
  throw new RefusedError(`${cluster.name} has no node ${name}.`, {
    hint: known(nodes.map((node) => node.name)),
  });
}

/**
 * A pod by `namespace/name`, by name, or by the beginning of a name when only one pod begins so.
 * @throws RefusedError when none or several match
 */
export function findPod(cluster: ClusterView, typed: string): Pod {
  return findNamed(cluster.name, "pod", cluster.snapshot().pods, typed);
}

/** @throws RefusedError when none or several match */
export function findNamed<T extends Named>(
  cluster: string,
  kind: string,
  all: readonly T[],
  typed: string,
): T {
  const [name = "", namespace] = typed.split("/").reverse();
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

function full({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}

function known(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return shown.length === 0
    ? "I know none yet."
    : `I know ${more ? shown.join(", ") + more : listed(shown)}.`;
}
