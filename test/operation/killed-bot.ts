// Whoever proposes, approves and runs one line on a simulated cluster, and dies in it: a process, or somebody within this one.
import { flushCompileCache } from "node:module";
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
import { type Bot, type BotParts, startBot } from "./bot-on-cluster.ts";

/** Its pauses between two looks pass twenty times as fast; what limits an answer does not. */
const hurried: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms > 5_000 ? ms : ms / 20, signal),
};

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

/** What dies may be a process, or within one everything that it acts through. */
export type Living = Pick<BotParts, "clock" | "log" | "mortal"> & {
  /** Resolves once whoever listens can have it, whatever happens next. */
  readonly say: (text: string) => Promise<void>;
  readonly die: () => never;
  /** Told how to let go of what a dead process would not hold any more. */
  readonly started?: (bot: Bot) => void;
};

export async function live(orders: Orders, living: Living): Promise<void> {
  const { database, endpoint, line, self, hosts, killAtWrite } = orders;
  const { clock, log, mortal = (part) => part, say, die, started = () => undefined } = living;
  let writes = Number.NEGATIVE_INFINITY;
  const over = Promise.withResolvers<Operation>();
  const written = openSqlite(database);
  const store = mortal(
    beforeWrites(written, () => {
      if (++writes === killAtWrite) die();
    }),
  );
  const changed = (operation: Operation) => {
    if (!["proposed", "running"].includes(operation.state)) over.resolve(operation);
  };
  const bot = await startBot({ store, endpoint, self, hosts, clock, log, mortal, changed });
  started(bot);
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

if (import.meta.main) await main();

async function main(): Promise<void> {
  await live((await json(process.stdin)) as Orders, {
    // Whoever reads this has written it.
    clock: hurried,
    log: createLog({
      level: "debug",
      redact: createRedactor([]),
      write: (text) => process.stderr.write(`${text}\n`),
    }),
    say: (text) => new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve())),
    die: () => process.kill(process.pid, "SIGKILL") as never,
    // Else it is written at the end, which never comes, and the next one compiles all of it again.
    started: () => void flushCompileCache(),
  });
}
