// Which messages are owed, which were seen, and which shows what.
import type { Sql } from "./sql.ts";
import { type Messages, seenForMs } from "./store.ts";

export function createMessages({ query, transaction }: Sql): Messages {
  return {
    owe: (key, parcel) =>
      transaction(async (ask) => {
        await ask("DELETE FROM notifications WHERE key = ?", [key]);
        const insert = "INSERT INTO notifications (key, parcel) VALUES (?, ?) RETURNING id";
        const [row] = await ask(insert, [key, parcel]);
        return Number(row?.id);
      }),
    settle: async (id) => {
      await query("DELETE FROM notifications WHERE id = ?", [id]);
    },
    owed: async () => {
      const rows = await query("SELECT id, parcel FROM notifications ORDER BY id");
      return rows.map(({ id, parcel }) => ({ id: Number(id), parcel: String(parcel) }));
    },
    firstSight: async (delivery, at) => {
      await query("DELETE FROM deliveries WHERE seen_at < ?", [at - seenForMs]);
      const see =
        "INSERT INTO deliveries (id, seen_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id";
      return (await query(see, [delivery, at])).length === 1;
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
}
