// Writes what becomes of operations: redacted first, stored second, told third.
import type { Log } from "#src/base/log.ts";
import type { Changed, Store } from "#src/store/store.ts";
import type { AuditEntry, AuditRow } from "./audit.ts";
import type { Turn } from "./lifecycle.ts";
import type { Operation } from "./operation.ts";
import type { Json } from "./plan.ts";

/** Told after each change that was stored; `row` is absent when only progress or a vote's count is to be redrawn. */
export type Tell = (operation: Operation, row?: AuditRow) => Promise<void> | void;

export type Journal = {
  readonly propose: (turn: Turn) => Promise<boolean>;
  /** @see Table.change */
  readonly change: (
    id: string,
    decide: (operation: Operation) => Turn | undefined,
  ) => Promise<Changed<Operation>>;
  /** Changes what nobody needs to see. */
  readonly renew: (id: string, decide: (operation: Operation) => Operation) => Promise<void>;
  /** What changed no operation. */
  readonly note: (entry: AuditEntry) => Promise<void>;
  /** Draws an operation again, without any news. */
  readonly redraw: (operation: Operation) => Promise<void>;
};

type Parts = {
  readonly store: Store;
  readonly redact: (text: string) => string;
  readonly changed: Tell;
  readonly log: Log;
};

/** A step's evidence and anybody's reason are cut here, characters. */
const longestText = 2_000;

export function createJournal({ store, redact, changed, log }: Parts): Journal {
  return {
    propose: async (turn) => {
      const kept = await store.operations.add(clean(turn));
      if (kept) await tell(turn.next);
      return kept;
    },
    change: async (id, decide) => {
      const result = await store.operations.change(id, (operation) => {
        const turn = decide(operation);
        return turn && clean(turn);
      });
      if (result.outcome === "done") await tell(result.record, result.rows);
      return result;
    },
    renew: async (id, decide) => {
      await store.operations.change(id, (operation) => ({ next: decide(operation), entries: [] }));
    },
    note: async (entry) => {
      await store.note(cleanEntry(entry));
    },
    redraw: (operation) => tell(operation),
  };

  /** What is stored has happened, whether or not somebody could be told; who could not be is told a minute later. */
  async function tell(operation: Operation, rows: readonly AuditRow[] = []): Promise<void> {
    try {
      if (rows.length === 0) await changed(operation);
      for (const row of rows) await changed(operation, row);
      await store.operations.told(operation.id, operation.state);
    } catch (error) {
      log.error("could not show a change", { operation: operation.id, error });
    }
  }

  function clean({ next, entries, successor }: Turn): Turn {
    return { next: cleanOperation(next), entries: entries.map(cleanEntry), successor };
  }

  function cleanOperation(operation: Operation): Operation {
    const { ending, reason, votes } = operation;
    return {
      ...operation,
      reason: reason && text(reason),
      ending: ending && { ...ending, words: text(ending.words) },
      votes: votes.map((vote) => (vote.reason ? { ...vote, reason: text(vote.reason) } : vote)),
      // A step that is clean stays the same object: the store writes those that are not.
      steps: operation.steps.map((step) => {
        const evidence = step.evidence && text(step.evidence);
        const caveat = step.caveat && text(step.caveat);
        return evidence === step.evidence && caveat === step.caveat ? step : { ...step, evidence, caveat };
      }),
    };
  }

  function cleanEntry(entry: AuditEntry): AuditEntry {
    return { ...entry, details: deep(entry.details) as AuditEntry["details"] };
  }

  function deep(value: Json | undefined): Json | undefined {
    if (typeof value === "string") return text(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => deep(each) ?? null);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each)]));
  }

  function text(raw: string): string {
    const safe = redact(raw);
    return safe.length <= longestText ? safe : `${safe.slice(0, longestText)}… (cut)`;
  }
}
