// Which messages are owed and who sends them, which deliveries were seen and answered, and which message shows what.
import type { Runner } from "#src/operation/operation.ts";
import type { Sql, Value } from "./sql.ts";
import { type Messages, seenForMs } from "./store.ts";

/** Another process is at it. Whether that one still lives is not for a comparison of clocks: see `holders`. */
const isOthers = "(notifications.runner <> excluded.runner)";
const owe = `INSERT INTO notifications (key, parcel, runner, runner_until) VALUES (?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET
    parcel = excluded.parcel,
    revision = notifications.revision + 1,
    runner = CASE WHEN ${isOthers} THEN notifications.runner ELSE excluded.runner END,
    runner_until = CASE WHEN ${isOthers} THEN notifications.runner_until ELSE excluded.runner_until END
  RETURNING runner`;
const forgetOld = "DELETE FROM deliveries WHERE seen_at < ? AND request IS NULL";
const see = `INSERT INTO deliveries (id, seen_at, request, runner, runner_until) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING RETURNING id`;

export function createMessages({ query, soon }: Sql): Messages {
  return {
    owe: async (key, parcel, { id, until }, isOfRecord) => {
      const [row] = await (isOfRecord ? soon : query)(owe, [key, parcel, id, until]);
      return row?.runner === id;
    },
    owing: async (key, runner) => {
      const select = "SELECT id, revision, parcel FROM notifications WHERE key = ? AND runner = ?";
      const [row] = await query(select, [key, runner]);
      return row && { id: Number(row.id), revision: Number(row.revision), parcel: String(row.parcel) };
    },
    settle: async ({ id, revision }) => {
      const forget = "DELETE FROM notifications WHERE id = ? AND revision = ? RETURNING id";
      return (await query(forget, [id, revision])).length === 1;
    },
    holders: (except) => holdersIn("notifications", "runner <> ?", except),
    hold: async ({ id, until }, dead) => {
      const take = `UPDATE notifications SET runner = ?, runner_until = ? WHERE ${isFree(dead)} RETURNING id, key`;
      const rows = await query(take, [id, until, id, ...namesOf(dead)]);
      return rows.toSorted((one, other) => Number(one.id) - Number(other.id)).map(({ key }) => String(key));
    },
    release: async (runner) => {
      await query("UPDATE notifications SET runner = NULL, runner_until = NULL WHERE runner = ?", [runner]);
    },
    firstSight: (delivery, at) => seen(delivery, at, [null, null, null]),
    receive: (delivery, request, { id, until }, at) => seen(delivery, at, [request, id, until]),
    answered: async (delivery) => {
      const done = "UPDATE deliveries SET request = NULL, runner = NULL, runner_until = NULL WHERE id = ?";
      await query(done, [delivery]);
    },
    unansweredHolders: (except) => holdersIn("deliveries", "request IS NOT NULL AND runner <> ?", except),
    holdUnanswered: async ({ id, until }, dead) => {
      const take = `UPDATE deliveries SET
          takeovers = takeovers + CASE WHEN runner = ? THEN 0 ELSE 1 END, runner = ?, runner_until = ?
        WHERE request IS NOT NULL AND ${isFree(dead)}
        RETURNING id, request, seen_at, takeovers`;
      const rows = await query(take, [id, id, until, id, ...namesOf(dead)]);
      const left = rows.map((row) => ({
        delivery: String(row.id),
        request: String(row.request),
        at: Number(row.seen_at),
        takeovers: Number(row.takeovers),
      }));
      return left.toSorted((one, other) => one.at - other.at);
    },
    releaseUnanswered: async (runner) => {
      await query("UPDATE deliveries SET runner = NULL, runner_until = NULL WHERE runner = ?", [runner]);
    },
    probe: async (at) => {
      const write =
        "INSERT INTO deliveries (id, seen_at) VALUES ('probe', ?) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at";
      await query(write, [at]);
    },
    shown: async (key) => {
      const [row] = await query("SELECT channel, ts, digest FROM shown WHERE key = ?", [key]);
      if (!row) return undefined;
      const place = { channel: String(row.channel), ts: String(row.ts) };
      return row.digest == null ? place : { ...place, digest: String(row.digest) };
    },
    remember: async (key, channel, ts, digest) => {
      const write =
        "INSERT INTO shown (key, channel, ts, digest) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET channel = excluded.channel, ts = excluded.ts, digest = excluded.digest";
      await query(write, [key, channel, ts, digest ?? null]);
    },
  };

  async function holdersIn(table: string, condition: string, except: string): Promise<readonly Runner[]> {
    const select = `SELECT runner, MAX(runner_until) AS latest FROM ${table} WHERE ${condition} GROUP BY runner`;
    const rows = await query(select, [except]);
    return rows.map(({ runner, latest }) => ({ id: String(runner), until: Number(latest) }));
  }

  async function seen(delivery: string, at: number, request: readonly Value[]): Promise<boolean> {
    await query(forgetOld, [at - seenForMs]);
    return (await query(see, [delivery, at, ...request])).length === 1;
  }
}

/** Ours, nobody's, or that of a process that is dead and has renewed nothing since. */
function isFree(dead: readonly Runner[]): string {
  return `(runner IS NULL OR runner = ?${" OR (runner = ? AND runner_until <= ?)".repeat(dead.length)})`;
}

function namesOf(dead: readonly Runner[]): readonly Value[] {
  return dead.flatMap(({ id, until }) => [id, until]);
}
