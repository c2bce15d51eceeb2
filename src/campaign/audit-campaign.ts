// What is written down for ever of a campaign.
import type { Actor } from "#src/base/actor.ts";
import type { Json } from "#src/base/json.ts";
import type { AuditEntry } from "#src/operation/audit.ts";
import type { Campaign } from "./campaign.ts";

type Said = {
  readonly at: number;
  readonly by?: Actor | undefined;
  readonly stage?: number | undefined;
  readonly words?: string | undefined;
  readonly operation?: string | undefined;
};

export function entryOf(
  { id, cluster, course, line }: Campaign,
  event: Extract<AuditEntry["event"], `campaign-${string}`>,
  { at, by, stage, words, operation }: Said,
): AuditEntry {
  const about = stage === undefined ? undefined : course.stages[stage];
  const isWhole = event === "campaign-began";
  const details = {
    campaign: id,
    ...(isWhole ? { line, stages: course.stages as unknown as Json } : {}),
    stage: about && stage !== undefined ? `${stage + 1}. ${about.line}` : undefined,
    words,
  };
  return { at, event, by, cluster, operation, details };
}

/** Somebody without the right tried to decide. */
export function deniedOf(
  { id, cluster }: Campaign,
  {
    by,
    decision,
    words,
    at,
  }: { readonly by: Actor; readonly decision: string; readonly words: string; readonly at: number },
): AuditEntry {
  return { at, event: "refused", by, cluster, details: { campaign: id, decision, words } };
}
