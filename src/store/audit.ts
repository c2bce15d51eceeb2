// The audit's rows: appended one behind the other, never changed.
import { actorFrom } from "#src/base/actor.ts";
import { RefusedError } from "#src/base/errors.ts";
import { type AuditEntry, type AuditRow, type auditEvents, hashOf } from "#src/operation/audit.ts";
import type { Json } from "#src/operation/plan.ts";
import { NoSuchTable, type Query, type Row, type Sql, textOrNone } from "./sql.ts";
import type { Audit } from "./store.ts";

const batch = 500;

export function createAudit({ query, transaction }: Sql): Audit {
  return {
    note: (entry) => transaction((ask) => append(ask, entry)),
    audit: (wanted = {}) => rows(query, wanted),
    auditHead: () => head(query),
  };
}

/** Inside the transaction of what it tells of. */
export async function append(ask: Query, entry: AuditEntry): Promise<AuditRow> {
  // Changing the head locks it, so that two replicas append one after the other.
  const [locked] = await unlessGone(
    ask("UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash"),
  );
  if (!locked) {
    throw new RefusedError("The audit cannot be written: what says how many rows it has is gone.", {
      hint: "Whoever runs Wheelhouse must see to its database; `audit verify` tells what is wrong.",
    });
  }
  const seq = Number(locked.seq);
  const previous = String(locked.hash);
  // As it will be read: through JSON, which leaves out what is undefined.
  const details = JSON.stringify(entry.details);
  const bare = { ...entry, details: JSON.parse(details) as AuditRow["details"], seq, previous };
  const hash = hashOf(bare);
  const { at, event, by = null, cluster = null, operation = null } = entry;
  await ask(
    "INSERT INTO audit (seq, at, event, person, cluster, operation, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [seq, at, event, by, cluster, operation, details, previous, hash],
  );
  await ask("UPDATE audit_head SET hash = ? WHERE id = 1", [hash]);
  return { ...bare, hash };
}

async function head(query: Query): ReturnType<Audit["auditHead"]> {
  const [row] = await unlessGone(query("SELECT seq, hash FROM audit_head WHERE id = 1"));
  return row && { seq: Number(row.seq), hash: String(row.hash) };
}

/** A table that somebody has dropped holds nothing any more; what is missing in it is told as what was deleted. */
async function unlessGone(asked: Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NoSuchTable) return [];
    throw error;
  }
}

async function* rows(
  query: Query,
  { operation, after = 0 }: { readonly operation?: string; readonly after?: number },
): AsyncGenerator<AuditRow> {
  const one = operation === undefined ? "" : " AND operation = ?";
  const select = `SELECT * FROM audit WHERE seq > ?${one} ORDER BY seq LIMIT ${batch}`;
  let last = after;
  while (true) {
    const found = await unlessGone(query(select, operation === undefined ? [last] : [last, operation]));
    for (const row of found) yield rowOf(row);
    if (found.length < batch) return;
    last = Number(found.at(-1)?.seq);
  }
}

function rowOf(row: Row): AuditRow {
  return {
    seq: Number(row.seq),
    at: Number(row.at),
    // Verification must see what is there, even when it is no event that we know.
    event: String(row.event) as (typeof auditEvents)[number],
    by: row.person === null ? undefined : actorFrom(String(row.person)),
    cluster: textOrNone(row.cluster),
    operation: textOrNone(row.operation),
    details: detailsOf(String(row.details)),
    previous: String(row.previous),
    hash: String(row.hash),
  };
}

/** What was tampered with may be no JSON; its hash will tell. */
function detailsOf(text: string): AuditRow["details"] {
  try {
    return JSON.parse(text) as AuditRow["details"];
  } catch {
    return { unreadable: text as Json };
  }
}
