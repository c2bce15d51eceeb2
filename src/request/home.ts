// What somebody sees on the app's Home tab: the verdict on every cluster and their own rights.

import type { Clock } from "#src/base/clock.ts";
import { listed } from "#src/base/text.ts";
import { look } from "#src/card/look.ts";
import { openStates, stateOf, toneOf } from "#src/card/operation-rows.ts";
import { verdictOn } from "#src/card/verdict.ts";
import { type Access, rolesOf } from "#src/command/authorize.ts";
import type { OperationsView } from "#src/command/define.ts";
import { problemsOf } from "#src/incident/problems.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Chat } from "#src/slack/chat.ts";
import { answerWithinMs } from "./explain.ts";

type Parts = {
  readonly clusters: readonly ClusterView[];
  readonly operations: Pick<OperationsView, "list">;
  readonly access: Access;
  readonly chat: Pick<Chat, "person" | "showHome">;
  readonly clock: Clock;
};

const mostOperations = 50;

/** Shows somebody their Home tab. Whoever flips through tabs causes one view at a time, not one for each flip. */
export function createHome(parts: Parts): (by: string) => Promise<void> {
  const showing = new Map<string, Promise<void>>();
  return (by) => {
    const shown = showing.get(by) ?? show(parts, by).finally(() => showing.delete(by));
    showing.set(by, shown);
    return shown;
  };
}

/** Outsiders get nothing at all; members without a role are told only that they have none. */
async function show({ clusters, operations, access, chat, clock }: Parts, by: string): Promise<void> {
  const person = await chat.person(by);
  if (person.standing === "outsider") return;
  const roles = rolesOf(access, person);
  const now = clock.now();
  const visible = roles.has("viewer") ? clusters : [];
  const signal = AbortSignal.timeout(answerWithinMs);
  const sights = await Promise.all(visible.map((cluster) => look(cluster, { now, signal })));
  const open = roles.has("viewer")
    ? await operations.list({ states: openStates, limit: mostOperations })
    : [];
  await chat.showHome(by, {
    clusters: sights.map((sight) => ({ name: sight.cluster, ...verdictOn(sight, problemsOf(sight)) })),
    operations: open.map((operation) => ({
      id: operation.id,
      headline: `${operation.plan.title} on ${operation.cluster}: ${stateOf(operation, now)}`,
      tone: toneOf(operation),
    })),
    access:
      roles.size > 0 ? `You are ${listed([...roles])}.` : "You have no role here. An admin can give you one.",
    at: now,
  });
}
