// Machines that Wheelhouse may log in to, each with the key that was approved for it.
import type { PinnedHost } from "#src/hosts/host.ts";
import type { PinTable } from "#src/hosts/pins.ts";
import type { Row, Sql } from "./sql.ts";

const columns = "name, address, port, login, key_type, fingerprint, public_key, pinned_by, pinned_at";
/** Another key under the same name stays as it is, and no row comes back. */
const keep = `INSERT INTO hosts (cluster, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (cluster, name) DO UPDATE SET
    address = excluded.address, port = excluded.port, login = excluded.login
  WHERE hosts.public_key = excluded.public_key
  RETURNING name`;

export function createHostsTable({ query }: Sql): PinTable {
  return {
    list: async (cluster) => {
      const rows = await query(`SELECT ${columns} FROM hosts WHERE cluster = ? ORDER BY name`, [cluster]);
      return rows.map(hostOf);
    },
    pin: async (cluster, { name, address, port, user, pin }) => {
      const { type, fingerprint, key, by, at } = pin;
      const values = [cluster, name, address, port, user, type, fingerprint, key, by, at];
      return (await query(keep, values)).length === 1;
    },
    forget: async (cluster, name) => {
      await query("DELETE FROM hosts WHERE cluster = ? AND name = ?", [cluster, name]);
    },
  };
}

function hostOf(row: Row): PinnedHost {
  return {
    name: String(row.name),
    address: String(row.address),
    port: Number(row.port),
    user: String(row.login),
    pin: {
      type: String(row.key_type),
      fingerprint: String(row.fingerprint),
      key: String(row.public_key),
      by: String(row.pinned_by),
      at: Number(row.pinned_at),
    },
  };
}
