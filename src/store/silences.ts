// Silences as rows: what is searched for as columns, the rest as one document.
import type { Silence } from "#src/incident/silence.ts";
import type { Kept } from "./table.ts";

export const silences: Kept<Silence> = {
  table: "silences",
  bornAt: "added_at",
  fixed: {
    id: ({ id }) => id,
    cluster: ({ cluster }) => cluster,
    added_at: ({ addedAt }) => addedAt,
  },
  changing: {
    state: ({ state }) => state,
    record: (silence) => JSON.stringify(silence),
  },
  locks: () => [],
  // Written by us from the same type.
  read: async (_ask, row) => JSON.parse(String(row.record)) as Silence,
};
