// /k8s host list
import { z } from "zod";
import { count } from "#src/base/text.ts";
import { defineQuery } from "#src/command/define.ts";
import type { KnownHost } from "#src/hosts/host.ts";

export default defineQuery({
  summary: "The machines that Wheelhouse may log in to, and their keys",
  role: "viewer",
  needs: "host",
  args: z.object({}),
  positional: [],
  async answer(_args, { cluster, hosts }) {
    const all = await hosts.list();
    const unknown = all.filter(({ pin }) => !pin);
    const sorted = [...unknown, ...all.filter(({ pin }) => pin)];
    return {
      headline: headlineOf(cluster.name, all.length, unknown.length),
      tone: unknown.length > 0 ? "warning" : "neutral",
      parts: [
        {
          kind: "table",
          table: {
            columns: ["Host", "Address", "User", "Key", "Named in"].map((title) => ({ title })),
            rows: sorted.map(row),
          },
        },
      ],
      buttons: [{ label: "Refresh", line: `host list --cluster=${cluster.name}`, how: "redraw" }],
    };
  },
});

function headlineOf(cluster: string, all: number, unknown: number): string {
  if (all === 0) return `No host of ${cluster} is configured: clusters.${cluster}.hosts names them`;
  const keys = unknown === 0 ? "all keys approved" : `${count(unknown, "key")} not approved`;
  return `${count(all, "host")} of ${cluster}, ${keys}`;
}

function row({ name, address, port, user, pin, from }: KnownHost): readonly string[] {
  const key = pin ? `${pin.fingerprint} (${pin.type})` : "not approved";
  return [name, port === 22 ? address : `${address}:${port}`, user, key, from];
}
