// The mark of a change that is being tried on one node. Whoever finds it knows how far that got, and can put things back.
import { createHash } from "node:crypto";
import { z } from "zod";
import { proxyBefore, proxyTrial } from "../marks.ts";

const Trial = z.object({
  /** Id of the operation. */
  operation: z.string(),
  node: z.string(),
  /** Uid of the pod that must go: the old one while it is tried, the tried one while it is undone; or "". */
  pod: z.string(),
  /** When this turn began, epoch milliseconds by the clock of Wheelhouse. */
  at: z.coerce.number(),
  /** Why it is being undone. */
  undo: z.string().optional(),
});
export type Trial = z.infer<typeof Trial>;

type Annotations = Readonly<Record<string, string>>;

/** Undefined without one, or when somebody else has written there. */
export function readTrial(annotations: Annotations): Trial | undefined {
  const text = annotations[proxyTrial];
  if (text === undefined) return undefined;
  const parsed = Trial.safeParse(Object.fromEntries(new URLSearchParams(text)));
  return parsed.success ? parsed.data : undefined;
}

export function trialMark({ operation, node, pod, at, undo }: Trial): Annotations {
  const words = { operation, node, pod, at: String(at), ...(undo !== undefined && { undo }) };
  return { [proxyTrial]: new URLSearchParams(words).toString() };
}

/** The mark in a call: how far a trial got is known only then. */
export const theMark = { [proxyTrial]: "<how far the trial got>" } as const;

export const withoutTrial = { [proxyTrial]: null, [proxyBefore]: null } as const;

/** What an approved input says that it was made for. */
export function fingerprint(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 32);
}
