// A cluster, a process that is killed while it changes it, and whoever comes after that process.
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type Log } from "#src/base/log.ts";
import { createRedactor } from "#src/base/redact.ts";
import type { Self } from "#src/base/self.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import { verifyStored } from "#src/operation/audit.ts";
import { claimMs } from "#src/operation/claim.ts";
import type { Operation } from "#src/operation/operation.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import {
  type Certificates,
  makeCertificates,
  type SimulatedCluster,
  startCluster,
} from "../../playground/cluster/cluster.ts";
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

/** Made once: a world is begun for each death. */
let certificates: Promise<Certificates> | undefined;

export async function givenWorld({ command, given }: Pick<Killed, "command" | "given">): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-kill-"));
  certificates ??= makeCertificates();
  const made = { certificates: await certificates };
  const cluster = await startCluster({ heartbeatMs: 0, podStartMs: 0, podStopMs: 1, ...made });
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
  const { door, endpoint } = await ownWayTo(cluster);
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

/** Half of what a bot's start takes is handshakes, which are all alike: those of a process are left to show that they come off. */
async function ownWayTo({ openDoor, credentials: { token } }: SimulatedCluster) {
  const door = await openDoor();
  const nothing = { proxy: undefined, ca: undefined, cert: undefined, key: undefined, servername: undefined };
  const headers = { authorization: `Bearer ${token}` };
  const endpoint: Endpoint = { server: door.url, rejectUnauthorized: true, headers, ...nothing };
  return { door, endpoint };
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
export async function takeOver(
  { cluster, orders }: World,
  self: Self | undefined = orders.self,
): Promise<Successor> {
  const { database, hosts } = orders;
  const { endpoint } = await ownWayTo(cluster);
  const hand = handClock(Date.now());
  const store = openSqlite(database);
  const lines: string[] = [];
  const told: { last?: Operation } = {};
  const changed = (operation: Operation) => {
    told.last = operation;
  };
  const bot = await startBot({ store, endpoint, self, hosts, clock: hand, log: logTo(lines), changed });
  await bot.operations.start();
  await hand.advance(claimMs);
  return {
    ...bot,
    atRest: (withinMs = Number.POSITIVE_INFINITY) => atRest({ bot, hand, told }, hand.now() + withinMs),
    audit: async () => verifyStored(store),
    output: () => lines.join("\n"),
    [Symbol.asyncDispose]: bot.stop,
  };
}

function logTo(lines: string[]): Log {
  return createLog({ level: "debug", redact: createRedactor([]), write: (line) => void lines.push(line) });
}

type Resting = { readonly bot: Bot; readonly hand: HandClock; readonly told: { readonly last?: Operation } };

async function atRest({ bot, hand, told }: Resting, until: number): Promise<Operation> {
  let known = await onlyOne(bot);
  for (let round = 0; round < 20_000; round++) {
    if (known.state !== "running" || hand.now() >= until) return onlyOne(bot);
    await leap(hand, 1);
    known = told.last ?? known;
  }
  throw new Error("the operation does not come to rest");
}

async function onlyOne({ operations }: Bot): Promise<Operation> {
  const [operation] = await operations.list({});
  if (!operation) throw new Error("the operation is forgotten");
  return operation;
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
