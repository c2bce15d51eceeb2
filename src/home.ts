// What somebody sees on the app's Home tab: the verdict on every cluster and their own rights.
import { problemsOf } from "./alerts/problems.ts";
import type { Clock } from "./clock.ts";
import { type Access, rolesOf } from "./command/authorize.ts";
import type { OperationsView } from "./command/define.ts";
import type { ClusterView } from "./kubernetes/cluster.ts";
import type { Chat } from "./slack/chat.ts";
import { listed } from "./text.ts";
import { openStates, stateOf, toneOf } from "./view/operation-rows.ts";
import { verdictOn } from "./view/verdict.ts";

type Parts = {
  readonly clusters: readonly ClusterView[];
  readonly operations: Pick<OperationsView, "list">;
  readonly access: Access;
  readonly chat: Chat;
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
  const open = roles.has("viewer")
    ? await operations.list({ states: openStates, limit: mostOperations })
    : [];
  await chat.showHome(by, {
    clusters: visible.map((cluster) => {
      const snapshot = cluster.snapshot();
      return {
        name: cluster.name,
        ...verdictOn(cluster.name, snapshot, problemsOf({ ...snapshot, now }), now),
      };
    }),
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
