// What is written down for ever: who did what, each row carrying the hash of the one before.
import { createHash } from "node:crypto";
import type { Actor } from "#src/base/actor.ts";
import { canonical, type Json } from "./plan.ts";

export const auditEvents = [
  "proposed",
  "approved",
  "denied",
  "cancelled",
  "expired",
  "stale",
  "reminded",
  /** Approved while something else was under way; it starts once that is over. */
  "queued",
  "started",
  "step-started",
  "step-done",
  "step-skipped",
  "step-failed",
  "step-interrupted",
  /** A step tried to send what none of its calls covers; it did not leave. */
  "fenced",
  "stop-asked",
  "succeeded",
  "failed",
  "interrupted",
  "resumed",
  "abandoned",
  /** A secret that it made was handed to whoever had asked for it. */
  "revealed",
  /** Somebody without the right tried to decide, or to see a secret. */
  "refused",
  /** Something went wrong, was taken by somebody, was not to be heard of, was over. */
  "incident-fired",
  "incident-acknowledged",
  "incident-unacknowledged",
  "incident-silenced",
  "incident-unsilenced",
  "incident-resolved",
  /** What nobody wants to hear of. */
  "silence-added",
  "silence-removed",
  "silence-ended",
  /** A change that takes hours: what it came to, and who decided what. */
  "campaign-began",
  "campaign-stage-started",
  "campaign-stage-done",
  "campaign-stage-skipped",
  "campaign-waits",
  "campaign-paused",
  "campaign-continued",
  "campaign-succeeded",
  "campaign-abandoned",
] as const;
export type AuditEvent = (typeof auditEvents)[number];

export type AuditEntry = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: AuditEvent;
  /** Absent when Wheelhouse did it by itself. */
  readonly by?: Actor | undefined;
  readonly cluster?: string | undefined;
  readonly operation?: string | undefined;
  /** Redacted before it gets here. */
  readonly details: { readonly [key: string]: Json | undefined };
};

export type AuditRow = AuditEntry & {
  /** 1, 2, 3 without gaps. */
  readonly seq: number;
  /** Hash of the row before; `genesis` for the first. */
  readonly previous: string;
  readonly hash: string;
};

/** What the first row calls the hash of the row before it. */
export const genesis = "0".repeat(64);

/** SHA-256 over everything in the row but the hash itself. */
export function hashOf({
  seq,
  previous,
  at,
  event,
  by,
  cluster,
  operation,
  details,
}: Omit<AuditRow, "hash">) {
  const all = { seq, previous, at, event, by, cluster, operation, details };
  return createHash("sha256").update(canonical(all)).digest("hex");
}

export type Verified =
  | { readonly intact: true; readonly rows: number; readonly head: string }
  /** `seq` is the first row that does not follow from the one before it; absent when it is not about a row. */
  | { readonly intact: false; readonly seq?: number; readonly why: string };

/** Number and hash of the newest row, as they are kept beside the rows. */
export type AuditHead = { readonly seq: number; readonly hash: string };

/** Where an audit is kept. The head is undefined when somebody has removed it. */
export type StoredAudit = {
  readonly audit: (wanted?: { readonly after?: number }) => AsyncIterable<AuditRow>;
  readonly auditHead: () => Promise<AuditHead | undefined>;
};

/** Verifies what is stored, whose head must be there and must be that of the newest row; rows may be added meanwhile. */
export async function verifyStored({ audit, auditHead }: StoredAudit): Promise<Verified> {
  // The head first: rows that are added meanwhile are not missing.
  const recorded = await auditHead();
  if (!recorded) {
    const why = "what says how many rows were written is gone, so nobody can tell whether any are missing";
    return { intact: false, why };
  }
  if (!Number.isSafeInteger(recorded.seq))
    return { intact: false, why: "what says how many rows were written is no number, so nobody can tell" };
  const verified = await verifyAudit(upTo(audit(), recorded.seq), recorded);
  if (!verified.intact) return verified;
  for await (const { seq } of audit({ after: recorded.seq })) {
    // A row is there together with its head; a head that was set back would hide it.
    const head = await auditHead();
    if (head && head.seq >= seq) break;
    return { intact: false, seq, why: `row ${seq} stands behind the one that was written last` };
  }
  return verified;
}

async function* upTo(rows: AsyncIterable<AuditRow>, last: number): AsyncIterable<AuditRow> {
  for await (const row of rows) {
    if (row.seq > last) return;
    yield row;
  }
}

/**
 * Reads the whole chain and finds a changed, removed or reordered row. Rows missing at the end cannot be seen from the
 * chain alone; `recorded`, which the store keeps beside it and which is read before the rows, and the head of an older
 * export prove them. Whoever can write all of the database can also forge all of it: only an export kept elsewhere tells.
 */
export async function verifyAudit(
  rows: AsyncIterable<AuditRow> | Iterable<AuditRow>,
  recorded?: AuditHead,
): Promise<Verified> {
  let seq = 0;
  let head = genesis;
  for await (const row of rows) {
    const why = brokenLink(row, seq, head) ?? unlike(row, recorded);
    seq++;
    if (why) return { intact: false, seq, why };
    head = row.hash;
  }
  if (recorded && recorded.seq > seq) {
    return {
      intact: false,
      seq: seq + 1,
      why: `rows after ${seq} are missing: ${recorded.seq} were written`,
    };
  }
  return { intact: true, rows: seq, head };
}

function brokenLink(row: AuditRow, before: number, head: string): string | undefined {
  const seq = before + 1;
  if (row.seq !== seq) return `row ${seq} is missing; row ${row.seq} follows`;
  if (row.previous !== head) return `row ${seq} does not follow from the one before`;
  return row.hash === hashOf(row) ? undefined : `row ${seq} was changed`;
}

function unlike({ seq, hash }: AuditRow, recorded?: AuditHead) {
  return recorded?.seq === seq && recorded.hash !== hash
    ? `row ${seq} is not the one that was written last`
    : undefined;
}
