// Incidents as rows: what is searched for as columns, the rest as one document.
import type { Incident } from "#src/incident/incident.ts";
import type { Kept } from "./table.ts";

export const incidents: Kept<Incident> = {
  table: "incidents",
  bornAt: "since",
  fixed: {
    id: ({ id }) => id,
    cluster: ({ cluster }) => cluster,
  },
  changing: {
    state: ({ state }) => state,
    since: ({ since }) => since,
    ended_at: ({ endedAt }) => endedAt ?? null,
    record: (incident) => JSON.stringify(incident),
  },
  locks: () => [],
  // Written by us from the same type.
  read: async (_ask, row) => JSON.parse(String(row.record)) as Incident,
};
