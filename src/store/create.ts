// The store over either engine.
import { createAudit } from "./audit.ts";
import { campaigns } from "./campaigns.ts";
import { counterparts } from "./counterparts.ts";
import { createDuties } from "./duties.ts";
import { createHostsTable } from "./hosts.ts";
import { incidents } from "./incidents.ts";
import { createMessages } from "./messages.ts";
import { operations } from "./operations.ts";
import { createScheduleRuns } from "./schedule-runs.ts";
import { silences } from "./silences.ts";
import type { Sql } from "./sql.ts";
import type { Store } from "./store.ts";
import { createTable } from "./table.ts";

export function createStore(sql: Sql): Store {
  return {
    ...createMessages(sql),
    ...createDuties(sql),
    ...createScheduleRuns(sql),
    operations: createTable(sql, operations),
    incidents: createTable(sql, incidents),
    silences: createTable(sql, silences),
    campaigns: createTable(sql, campaigns),
    counterparts: createTable(sql, counterparts),
    ...createAudit(sql),
    hosts: createHostsTable(sql),
    close: sql.close,
  };
}
