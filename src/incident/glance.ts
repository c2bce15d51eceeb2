// What the rules make of one cluster now, for whoever was not asked: nothing that was only last seen.
import type { BrokenRule } from "./broken-rule.ts";
import { judge, rules } from "./problems.ts";
import type { Subject } from "./rule.ts";
import type { Sight } from "./sight.ts";
import type { Glance } from "./watchman.ts";

/** Undefined while the cluster is read for the first time: what is not there yet is not over. */
export function glanceAt(
  sight: Sight,
  tellBroken: (broken: readonly BrokenRule[]) => void = () => undefined,
): Glance | undefined {
  const { reach } = sight.snapshot;
  if (reach.state === "connecting") return undefined;
  const { problems, blind, broken } = judge(sight);
  tellBroken(broken);
  if (reach.state === "live") return { problems, blind, ...(isRead(sight) ? {} : { isUnread: true }) };
  return { problems: problems.filter(({ subject }) => !isOfApi(subject)), blind: "all" };
}

/** Whether each probe that a rule needs was tried. */
function isRead({ probes }: Sight): boolean {
  return rules.every(({ needs }) => needs.every((name) => probes[name] !== undefined));
}

/** What the API server tells is not seen while it is out of reach; that it is so, and what machines show, are. */
function isOfApi({ kind }: Subject): boolean {
  return kind !== "Cluster" && kind !== "Host";
}
