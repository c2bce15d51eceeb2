// Duties that one replica has at a time, and what was done once for ever.
import type { Sql } from "./sql.ts";
import type { Duties } from "./store.ts";

/** They are renewed every few seconds, and who lost one takes it again: on a Pi each wait for the disk would wear its card. */
export function createDuties({ query, soon }: Sql): Duties {
  return {
    duty: async (name) => {
      const [row] = await query("SELECT holder, renewals FROM duties WHERE name = ?", [name]);
      return row && { holder: String(row.holder), renewals: Number(row.renewals) };
    },
    takeDuty: async (name, holder, seen) => {
      const rows =
        seen === undefined
          ? await soon(
              "INSERT INTO duties (name, holder, renewals) VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING RETURNING name",
              [name, holder],
            )
          : await soon(
              "UPDATE duties SET holder = ?, renewals = renewals + 1 WHERE name = ? AND holder = ? AND renewals = ? RETURNING name",
              [holder, name, seen.holder, seen.renewals],
            );
      return rows.length === 1;
    },
    leaveDuties: async (holder) => {
      await query("DELETE FROM duties WHERE holder = ?", [holder]);
    },
    looked: async (cluster) =>
      (await query("SELECT cluster FROM looks WHERE cluster = ?", [cluster])).length > 0,
    noteLook: async (cluster, at) => {
      await query("INSERT INTO looks (cluster, first_at) VALUES (?, ?) ON CONFLICT (cluster) DO NOTHING", [
        cluster,
        at,
      ]);
    },
  };
}
