// Which messages are owed and who sends them, which deliveries were seen and answered, and which message shows what.
import type { Sql, Value } from "./sql.ts";
import { type Messages, seenForMs } from "./store.ts";

/** Another process is at it, and has said so not long ago. A claim that reaches very far was made by a clock since set back. */
const isOthers =
  "(notifications.runner <> excluded.runner AND notifications.runner_until > ? AND notifications.runner_until <= ?)";
const owe = `INSERT INTO notifications (key, parcel, runner, runner_until) VALUES (?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET
    parcel = excluded.parcel,
    revision = notifications.revision + 1,
    runner = CASE WHEN ${isOthers} THEN notifications.runner ELSE excluded.runner END,
    runner_until = CASE WHEN ${isOthers} THEN notifications.runner_until ELSE excluded.runner_until END
  RETURNING runner`;
/** Ours, nobody's, or that of a process that has not said for too long that it lives. */
const isFree = "(runner IS NULL OR runner = ? OR runner_until <= ? OR runner_until > ?)";
const hold = `UPDATE notifications SET runner = ?, runner_until = ? WHERE ${isFree} RETURNING id, key`;
const forgetOld = "DELETE FROM deliveries WHERE seen_at < ? AND request IS NULL";
const see = `INSERT INTO deliveries (id, seen_at, request, runner, runner_until) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO NOTHING RETURNING id`;
const holdUnanswered = `UPDATE deliveries SET
    takeovers = takeovers + CASE WHEN runner = ? THEN 0 ELSE 1 END, runner = ?, runner_until = ?
  WHERE request IS NOT NULL AND ${isFree}
  RETURNING id, request, seen_at, takeovers`;

export function createMessages({ query }: Sql): Messages {
  return {
    owe: async (key, parcel, { id, until }, now) => {
      const living = [now, furthest(until, now)];
      const [row] = await query(owe, [key, parcel, id, until, ...living, ...living]);
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
    hold: async ({ id, until }, now) => {
      const rows = await query(hold, [id, until, id, now, furthest(until, now)]);
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
    holdUnanswered: async ({ id, until }, now) => {
      const rows = await query(holdUnanswered, [id, id, until, id, now, furthest(until, now)]);
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
      const [row] = await query("SELECT channel, ts FROM shown WHERE key = ?", [key]);
      return row && { channel: String(row.channel), ts: String(row.ts) };
    },
    remember: async (key, channel, ts) => {
      const write =
        "INSERT INTO shown (key, channel, ts) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET channel = excluded.channel, ts = excluded.ts";
      await query(write, [key, channel, ts]);
    },
  };

  async function seen(delivery: string, at: number, request: readonly Value[]): Promise<boolean> {
    await query(forgetOld, [at - seenForMs]);
    return (await query(see, [delivery, at, ...request])).length === 1;
  }
}

/** Twice as far ahead as the claim that is made now: so much may clocks differ. */
function furthest(until: number, now: number): number {
  return now + 2 * (until - now);
}
