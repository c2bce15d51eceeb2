// The store over either engine.
import { createAudit } from "./audit.ts";
import { createMessages } from "./messages.ts";
import { createOperationsTable } from "./operations.ts";
import type { Sql } from "./sql.ts";
import type { Store } from "./store.ts";

export function createStore(sql: Sql): Store {
  return {
    ...createMessages(sql),
    ...createOperationsTable(sql),
    ...createAudit(sql),
    close: sql.close,
  };
}
