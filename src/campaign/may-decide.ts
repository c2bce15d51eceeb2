// What stands against a decision about a campaign: who decides, and what comes first.
import { isPerson, nameOf } from "#src/base/actor.ts";
import { DeniedError, RefusedError } from "#src/base/errors.ts";
import { authorize, type Role } from "#src/command/authorize.ts";
import type { Decider } from "#src/operation/judge.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Campaign, Decision } from "./campaign.ts";
import { membersOf } from "./group.ts";

export type Circumstances = {
  /** Of the stage that is next or under way. */
  readonly operation: Operation | undefined;
  /** Of those that run beside it. */
  readonly beside?: readonly Operation[] | undefined;
  /** How the cluster is left, for whoever abandons it. */
  readonly left: string;
  readonly now: number;
};

const soon = "Look again in a moment, then decide.";

/** Its name is written down before it is there: until then nobody could tell what would go on without its campaign. */
export function mustHaveBegun(campaign: Campaign, { operation, beside = [] }: Circumstances): void {
  if (campaign.state !== "running") return;
  const there = [operation, ...beside].map((each) => each?.id);
  const coming = membersOf(campaign)
    .map((place) => campaign.records[place]?.operation)
    .find((id) => id !== undefined && !there.includes(id));
  if (coming === undefined) return;
  throw new RefusedError(`${coming}, a stage of ${campaign.id}, is just beginning.`, { hint: soon });
}

/** What runs, waits or was left midway is decided about first. */
export function mustBeFree({ id }: Campaign, operation: Operation | undefined): void {
  if (!operation) return;
  const { id: its, state } = operation;
  // Within moments its stage is done: until then it would be planned again.
  if (state === "succeeded")
    throw new RefusedError(`${its}, a stage of ${id}, has just ended well.`, { hint: soon });
  const first: Partial<Record<Operation["state"], string>> = {
    running: `\`stop ${its}\``,
    proposed: `Approve, deny or cancel ${its}`,
    failed: `\`resume ${its}\` or \`abandon ${its}\``,
    interrupted: `\`resume ${its}\` or \`abandon ${its}\``,
  };
  const hint = first[state];
  if (hint) throw new RefusedError(`${its}, a stage of ${id}, is ${state}.`, { hint: `${hint} first.` });
}

export function mustBePerson({ id }: Campaign, person: Decider, decision: Decision): void {
  if (!isPerson(person.id))
    throw new DeniedError(`Only a person may ${decision} ${id}, not ${nameOf(person.id)}.`);
}

/** To overrule a gate is more than was approved: where that took somebody else, so does this. */
export function mustNotBeOwn(campaign: Campaign, { id }: Decider): void {
  const { by, approvals } = campaign;
  if (id !== by || approvals.every((vote) => vote.by === by)) return;
  throw new DeniedError(
    `You asked for ${called(campaign)}, so somebody else must say that it goes on whatever stands against it.`,
  );
}

export function mustHoldOne(roles: readonly Role[], { roles: held }: Decider, what: string): void {
  if (!roles.some((role) => held.has(role))) authorize(roles[0] ?? "admin", held, what);
}

/** `ca-7k3m9x (Upgrade to v1.37.2 on home)` */
export function called({ id, course, cluster }: Campaign): string {
  return `${id} (${course.title} on ${cluster})`;
}
