// Rows of an audit, chained as the store chains them.
import { type AuditEntry, type AuditRow, genesis, hashOf } from "#src/operation/audit.ts";

export function chain(entries: readonly AuditEntry[]): readonly AuditRow[] {
  const rows: AuditRow[] = [];
  for (const entry of entries) {
    const row = { ...entry, seq: rows.length + 1, previous: rows.at(-1)?.hash ?? genesis };
    rows.push({ ...row, hash: hashOf(row) });
  }
  return rows;
}
