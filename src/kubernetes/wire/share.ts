// Equal values held once: ten thousand pods repeat the same few names, labels, amounts and healthy containers.
import type { Amounts, Container } from "../objects.ts";

const maxShared = 10_000;
const strings = new Map<string, string>();
const amountSets = new Map<string, Amounts>();
const labelSets = new Map<string, Readonly<Record<string, string>>>();
const owners = new Map<string, Owner>();
const containerLists = new Map<string, readonly Container[]>();

type Owner = { readonly kind: string; readonly name: string };

export const nothing: readonly never[] = Object.freeze([]);

/** For names that many objects repeat (node, namespace, reason), not for unique ones. */
export function shareString(text: string): string {
  return share(strings, text, text);
}

export function shareAmounts(amounts: Amounts): Amounts {
  return share(amountSets, keyOf(amounts), amounts);
}

export function shareLabels(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return share(labelSets, keyOf(labels), labels);
}

export function shareOwner(owner: Owner): Owner {
  return share(owners, `${owner.kind}/${owner.name}`, owner);
}

/** Shares the containers of a pod that never had trouble; the others differ in times and counts anyway. */
export function shareContainers(containers: readonly Container[]): readonly Container[] {
  if (containers.length === 0) return nothing;
  let key = "";
  for (const each of containers) {
    if (each.restarts !== 0 || each.last !== undefined) return containers;
    key += `${each.name} ${each.init} ${each.sidecar} ${each.ready} ${each.state} ${each.reason} ${each.exitCode}\n`;
  }
  return share(containerLists, key, containers);
}

// The names of jobs never repeat: a full table starts anew, so it cannot grow for ever.
function share<T>(table: Map<string, T>, key: string, value: T): T {
  const known = table.get(key);
  if (known !== undefined) return known;
  if (table.size >= maxShared) table.clear();
  table.set(key, value);
  return value;
}

function keyOf(record: Readonly<Record<string, string | number>>): string {
  let key = "";
  for (const name in record) key += `${name}=${record[name]}\n`;
  return key;
}
