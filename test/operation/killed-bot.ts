// A process that proposes, approves and runs one line on a simulated cluster; its orders come as JSON on standard input.
import { json } from "node:stream/consumers";
import { type Clock, systemClock } from "#src/base/clock.ts";
import { createLog } from "#src/base/log.ts";
import { createRedactor } from "#src/base/redact.ts";
import type { Self } from "#src/base/self.ts";
import type { Configured } from "#src/hosts/inventory.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import type { Operation } from "#src/operation/operation.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { startBot } from "./bot-on-cluster.ts";

export type Orders = {
  readonly database: string;
  readonly endpoint: Endpoint;
  readonly line: string;
  readonly self: Self | undefined;
  /** The machines that it may log in to. */
  readonly hosts?: Configured | undefined;
  /** It dies when it is about to write down for this time, after the approval, what became of the operation. */
  readonly killAtWrite?: number | undefined;
};

/** Its pauses between two looks pass twenty times as fast; what limits an answer does not. */
const hurried: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms > 5_000 ? ms : ms / 20, signal),
};

if (import.meta.main) await main();

async function main(): Promise<void> {
  // Whoever reads this has written it.
  const { database, endpoint, line, self, hosts, killAtWrite } = (await json(process.stdin)) as Orders;
  let writes = Number.NEGATIVE_INFINITY;
  const over = Promise.withResolvers<Operation>();
  const bot = await startBot({
    store: beforeWrites(openSqlite(database), () => {
      if (++writes === killAtWrite) process.kill(process.pid, "SIGKILL");
    }),
    endpoint,
    self,
    hosts,
    clock: hurried,
    log: createLog({
      level: "debug",
      redact: createRedactor([]),
      write: (text) => process.stderr.write(`${text}\n`),
    }),
    changed: (operation) => {
      if (!["proposed", "running"].includes(operation.state)) over.resolve(operation);
    },
  });
  const operation = await bot.propose(line);
  await say(`proposed ${operation.id}`);
  await bot.approve(operation);
  writes = 0;
  await say("approved");
  const { state } = await over.promise;
  await say(state);
  await say(`writes ${writes}`);
  await bot.stop();
}

/** A point before everything that comes with a row of the audit: what is seen between two of them comes and goes with time. */
function beforeWrites(store: Store, point: () => void): Store {
  return {
    ...store,
    operations: {
      ...store.operations,
      change: (id, decide) =>
        store.operations.change(id, (operation) => {
          const turn = decide(operation);
          if (turn && turn.entries.length > 0) point();
          return turn;
        }),
    },
  };
}

/** Resolves once the reader can have it, whatever happens to this process next. */
function say(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}
