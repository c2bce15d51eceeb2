// Silences' counterparts in an Alertmanager as rows: what is searched for as columns, the rest as one document.
import type { Counterpart } from "#src/alertmanager/counterpart.ts";
import type { Kept } from "./table.ts";

export const counterparts: Kept<Counterpart> = {
  table: "counterparts",
  bornAt: "born_at",
  fixed: {
    id: ({ id }) => id,
    cluster: ({ cluster }) => cluster,
    born_at: ({ bornAt }) => bornAt,
  },
  changing: {
    state: ({ state }) => state,
    record: (counterpart) => JSON.stringify(counterpart),
  },
  locks: () => [],
  // Written by us from the same type.
  read: async (_ask, row) => JSON.parse(String(row.record)) as Counterpart,
};
