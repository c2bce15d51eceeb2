// A cluster, a process that is killed while it changes it, and whoever comes after that process.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type Log } from "#src/base/log.ts";
import { createRedactor } from "#src/base/redact.ts";
import type { Self } from "#src/base/self.ts";
import { verifyStored } from "#src/operation/audit.ts";
import { claimMs } from "#src/operation/claim.ts";
import type { Operation } from "#src/operation/operation.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { isChange, type RequestRecord } from "../../playground/cluster/target.ts";
import { type HandClock, handClock } from "../hand-clock.ts";
import { leap } from "../leap.ts";
import { type Bot, startBot } from "./bot-on-cluster.ts";
import type { Killed } from "./kill-table.ts";
import { type Living, live, type Orders } from "./killed-bot.ts";
import { mortal } from "./mortal.ts";

const program = join(import.meta.dirname, "killed-bot.ts");

export type World = AsyncDisposable & {
  readonly cluster: SimulatedCluster;
  /** Where the database is, and nothing else. */
  readonly folder: string;
  /** Whether what was asked for is so. */
  readonly holds: () => boolean | Promise<boolean>;
  readonly orders: Orders;
  /** What the dead would still hold, to be let go when all is over. */
  readonly abandoned: (() => Promise<void>)[];
};

export async function givenWorld({ command, given }: Pick<Killed, "command" | "given">): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-kill-"));
  const cluster = await startCluster({ heartbeatMs: 0, podStartMs: 0, podStopMs: 1 });
  const database = join(folder, "wheelhouse.db");
  const { args, holds, self, hosts, close } = await given(cluster, database);
  cluster.settle();
  const { url: server, ca, credentials } = cluster;
  const { cert, key } = credentials;
  const nothing = { proxy: undefined, servername: undefined };
  const endpoint = { server, ca, cert, key, rejectUnauthorized: true, headers: {}, ...nothing };
  const orders = {
    database,
    line: `${command} ${args}`.trim(),
    endpoint,
    self,
    hosts,
  };
  const abandoned: (() => Promise<void>)[] = [];
  return {
    ...{ cluster, folder, holds, orders, abandoned },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(abandoned.map((letGo) => letGo()));
      await close?.();
      await cluster.close();
    },
  };
}

export type Ended = {
  readonly said: readonly string[];
  /** Whatever it said or logged. */
  readonly output: string;
  readonly killed: boolean;
};

/** Somebody who runs the line of a world, and can be killed. */
export type Life = { readonly kill: () => void; readonly ended: Promise<Ended> };

export type Lives = (world: World, killAtWrite?: number) => Promise<Life>;

/**
 * Where it dies: at its nth call that changes something, before that is done (`arrived`), after it (`done`), or when
 * nothing comes of it for long (`slow`); or before its nth write.
 */
export type Point = { readonly at: "arrived" | "done" | "slow" | "write"; readonly nth: number };

/** @throws what it said, when it did not come that far */
export async function killedAt(world: World, { at, nth }: Point, lives: Lives = liveHere): Promise<Ended> {
  const { cluster } = world;
  const { kill, ended } = await lives(world, at === "write" ? nth : undefined);
  if (at !== "write") {
    const kind = at === "arrived" ? "hang" : "lost";
    const struck = cluster.fail({ kind, match: { changes: true }, after: nth - 1 });
    if (at === "slow") void struck.then(cluster.freeze);
    await Promise.race([struck, ended]);
    kill();
  }
  const over = await ended;
  if (!over.killed) throw new Error(`it was not killed at ${at} ${nth}: ${over.output}`);
  // What it had sent and nobody has read yet dies with it.
  cluster.cutConnections();
  return over;
}

/** A process, which is killed as the system kills one. */
export async function liveInProcess({ orders }: World, killAtWrite?: number): Promise<Life> {
  const child = spawn(process.execPath, [program]);
  child.stdin.end(JSON.stringify({ ...orders, killAtWrite }));
  let [said, logged] = ["", ""];
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  child.stderr.on("data", (chunk) => {
    logged += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_code, signal) =>
      resolve({
        said: said.split("\n").filter(Boolean),
        output: said + logged,
        killed: signal === "SIGKILL",
      }),
    );
  });
  return { kill: () => void child.kill("SIGKILL"), ended };
}

/**
 * Within this process, which takes a tenth of the time: death closes its door to the cluster, and from then on nothing that
 * it asks of database, cluster, machines or clock is done or answered. Its pauses leap.
 */
export async function liveHere({ orders, cluster, abandoned }: World, killAtWrite?: number): Promise<Life> {
  const door = await cluster.openDoor();
  const endpoint = { ...orders.endpoint, server: door.url };
  const hand = handClock(Date.now());
  const death = new AbortController();
  const over = Promise.withResolvers<undefined>();
  const said: string[] = [];
  const lines: string[] = [];
  const living: Living = {
    clock: { ...hand, ...mortal({ sleep: hand.sleep }, death.signal) },
    log: logTo(lines),
    mortal: (part) => mortal(part, death.signal),
    say: async (text) => void said.push(text),
    started: ({ abandon }) => abandoned.push(abandon),
    die: () => {
      kill();
      throw new Error("it is dead");
    },
  };
  live({ ...orders, endpoint, killAtWrite }, living).then(() => over.resolve(undefined), over.reject);
  const ended = over.promise.then(() => ({
    said,
    output: [...said, ...lines].join("\n"),
    killed: death.signal.aborted,
  }));
  void leapUntil(ended, hand);
  return { kill, ended };

  function kill(): void {
    death.abort();
    void door.close();
    over.resolve(undefined);
  }
}

async function leapUntil(ended: Promise<unknown>, hand: HandClock): Promise<void> {
  let isOver = false;
  ended.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  while (!isOver) await leap(hand, 0);
}

export type Successor = Bot &
  AsyncDisposable & {
    /** The only operation there is, once it runs no more or so much time has passed. */
    readonly atRest: (withinMs?: number) => Promise<Operation>;
    readonly audit: () => ReturnType<typeof verifyStored>;
    readonly output: () => string;
  };

/** What is started after the killed one, with nothing but what that one wrote down, once it has seen its claim stand for its time. */
export async function takeOver({ orders }: World, self: Self | undefined = orders.self): Promise<Successor> {
  const { database, endpoint, hosts } = orders;
  const hand = handClock(Date.now());
  const store = openSqlite(database);
  const lines: string[] = [];
  const bot = await startBot({ store, endpoint, self, hosts, clock: hand, log: logTo(lines) });
  await bot.operations.start();
  await hand.advance(claimMs);
  return {
    ...bot,
    atRest: (withinMs = Number.POSITIVE_INFINITY) => atRest(bot, hand, hand.now() + withinMs),
    audit: async () => verifyStored(store),
    output: () => lines.join("\n"),
    [Symbol.asyncDispose]: bot.stop,
  };
}

function logTo(lines: string[]): Log {
  return createLog({ level: "debug", redact: createRedactor([]), write: (line) => void lines.push(line) });
}

async function atRest({ operations }: Bot, hand: HandClock, until: number): Promise<Operation> {
  for (let round = 0; round < 20_000; round++) {
    const [operation] = await operations.list({});
    if (!operation) throw new Error("the operation is forgotten");
    if (operation.state !== "running" || hand.now() >= until) return operation;
    await leap(hand, 1);
  }
  throw new Error("the operation does not come to rest");
}

export function changesIn(requests: readonly RequestRecord[]): readonly RequestRecord[] {
  return requests.filter(({ verb }) => isChange(verb));
}

/** What was done to the cluster through its API, sorted; pods are called by what they were made from. */
export function effectsOn({ requests }: SimulatedCluster): readonly string[] {
  return changesIn(requests)
    .filter(({ code = 500 }) => code < 300)
    .map(sayCall)
    .toSorted();
}

function sayCall({ verb, resource, subresource, namespace, name }: RequestRecord): string {
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  const ofPod = /(-[a-z0-9]{10})?-[a-z0-9]{5}$/;
  // A token that was made for one run has another id in each.
  const ofToken = /-[a-z0-9]{6}$/;
  const chance = { pods: ofPod, secrets: ofToken }[resource];
  const whose = chance ? name.replace(chance, "") : name;
  return `${verb} ${what} ${namespace && `${namespace}/`}${whose}`;
}
