// A plan: what will be done to what, as plain JSON. What is shown, approved, stored and executed is this one value.
import { createHash } from "node:crypto";
import type { Call } from "#src/base/call.ts";
import { canonical, type Json } from "#src/base/json.ts";

export type { Json };
export { canonical };

/** How much it can hurt: `change` is bounded or can be undone, `destructive` loses data or membership, or stops what we cannot start. */
export const risks = ["change", "destructive"] as const;
export type Risk = (typeof risks)[number];

export type PlannedStep = {
  /** Name of a step in src/steps. */
  readonly step: string;
  readonly input: Json;
  /** `Drain w3`. */
  readonly title: string;
  /**
   * Everything that may leave for a cluster or a host; the step is fenced by it. Plans that were stored before calls were
   * values hold lines here: they can be shown, and not run.
   */
  readonly calls: readonly (Call | string)[];
  /** What a person would type to the same end, `kubectl cordon w3`. Not part of the digest. */
  readonly equivalent?: string | undefined;
  /** Its evidence says where something lies that people may want again. Not part of the digest. */
  readonly keeps?: true | undefined;
};

export type Plan = {
  /** What a destructive plan asks to type, and whose name a confirm dialog repeats: `w3`, `shop/db-0`. */
  readonly target: string;
  readonly risk: Risk;
  /** `Drain w3`: what people call it. */
  readonly title: string;
  /** What it does to whoever depends on it, with numbers. Not part of the digest. */
  readonly impact: readonly string[];
  /** What stands against it, worth a second look. Not part of the digest. */
  readonly warnings: readonly string[];
  /** What may be lost for good, by what owns it; its steps say so too. Not part of the digest. */
  readonly losses?: readonly string[] | undefined;
  /** What is bad about a destructive plan that loses nothing for good. Not part of the digest. */
  readonly hurts?: string | undefined;
  /** The facts that the plan rests on: when they change, the approval is void. */
  readonly basis: Json;
  readonly steps: readonly PlannedStep[];
  /**
   * What nobody else may work on meanwhile: `cluster/home`, `node/home/w3`, `host/pi-4`. Its cluster when left out; what a host needs that
   * is in no cluster yet does not wait for the cluster.
   */
  readonly locks?: readonly string[] | undefined;
  /** What comes next once it is done: buttons of its report. `<operation>` in a line stands for its id. Not part of the digest. */
  readonly offers?: readonly Offer[] | undefined;
  /** The one offer of a plan that an older version stored: its line, to which the operation's id is added. */
  readonly offer?: Offer | undefined;
};

/** A question is answered in the `thread` of the report; anything else is as if it was typed. */
export type Offer = { readonly label: string; readonly line: string; readonly how?: "thread" | undefined };

/** What an approval is bound to. Text about impact stays out, so that a pod more on the node voids nothing. */
export function digestOf(cluster: string, line: string, plan: Plan): string {
  const { target, risk, basis, locks } = plan;
  const steps = plan.steps.map(({ equivalent: _, keeps: _kept, ...step }) => step);
  const bound = { cluster, line, target, risk, basis, steps, locks };
  return createHash("sha256").update(canonical(bound)).digest("hex");
}
