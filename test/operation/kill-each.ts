// Kills operations at each of their calls and writes, and checks that whoever comes next knows what it may do.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Operation } from "#src/operation/operation.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { bob } from "./given.ts";
import { type Killed, secretsIn, table } from "./kill-table.ts";
import {
  changesIn,
  effectsOn,
  givenWorld,
  killedAt,
  type Lives,
  liveHere,
  liveInProcess,
  type Point,
  type Successor,
  takeOver,
  type World,
} from "./killed-world.ts";
import { unshown } from "./shown-requests.ts";

const timeout = 600_000;
/** Of the table, each in a file of its own, so that whoever is free takes one. */
const shards = 4;

/** Every fourth row of the table, from the nth on: a new row finds its place by itself. */
export function killShard(nth: number): void {
  const rows = table.filter((_row, at) => at % shards === nth - 1);
  // One after the other: nobody waits but for the processor, and a bot that shares it with many finds its cluster silent.
  test.each(rows.map((row) => [`${row.command} ${row.when ?? ""}`.trim(), row] as const))(
    "whenever %s is killed, nothing runs twice, nothing is forgotten, and what is half run waits for a person",
    { timeout },
    (_name, row) => isSoundEverywhere(row),
  );
}

async function isSoundEverywhere(row: Killed): Promise<void> {
  const whole = await undisturbed(row);
  const last =
    whole.calls > 0 ? ({ at: "done", nth: whole.calls } as const) : ({ at: "write", nth: 1 } as const);
  // A process: what a step kept in memory would still be there for whoever comes next within this one.
  if (triesAll || table.indexOf(row) % 3 === 0)
    await isSound(row, last, whole.effects, liveInProcess).catch(whereOf(last));
  for (const point of triedOf(row, pointsOf(whole)))
    await isSound(row, point, whole.effects).catch(whereOf(point));
}

const { WHEELHOUSE_KILL: asked = "2" } = process.env;
/** Every row, every point, and each row's last in a process of its own: half an hour. */
const triesAll = asked === "all";
/** Of one row, without that. */
const most = Number(asked);
if (!triesAll && !(most >= 1))
  throw new Error(`WHEELHOUSE_KILL is a number of points from 1 on, or all: ${asked}`);

/** Spread over all of them, in each row others. */
function triedOf(row: Killed, points: readonly Point[]): readonly Point[] {
  const { everyNth = 1 } = row;
  const stride = triesAll ? 1 : Math.max(everyNth, Math.ceil(points.length / most));
  const first = table.indexOf(row) % stride;
  return points.filter((_point, at) => at % stride === Math.min(first, points.length - 1));
}

type Whole = { readonly effects: readonly string[]; readonly calls: number; readonly writes: number };

/** Nobody kills it. */
async function undisturbed(row: Killed): Promise<Whole> {
  await using world = await givenWorld(row);
  const { cluster } = world;
  const { said, output } = await (await liveHere(world)).ended;
  const [, approved, state, writes] = said;
  expect([approved, state], output).toEqual(["approved", endOf(row)]);
  expect(await world.holds()).toBe(true);
  expect(unshown(cluster.requests, await recorded(world))).toEqual([]);
  const calls = changesIn(cluster.requests).length;
  if (!row.sendsNothing) expect(calls).toBeGreaterThan(0);
  return { effects: effectsOn(cluster), calls, writes: Number(writes?.split(" ")[1]) };
}

/** What is written around a single call is the same for all, and killed in kill.test.ts. */
function pointsOf({ calls, writes }: Whole): readonly Point[] {
  return [
    ...range(calls).flatMap((nth) => (["arrived", "done", "slow"] as const).map((at) => ({ at, nth }))),
    ...range(calls === 1 ? 0 : writes).map((nth) => ({ at: "write", nth }) as const),
  ];
}

/** Kills a process, lets another take over, and checks every promise. */
async function isSound(
  row: Killed,
  point: Point,
  effects: readonly string[],
  lives: Lives = liveHere,
): Promise<void> {
  await using world = await givenWorld(row);
  const killed = await killedAt(world, point, lives);
  await using next = await takeOver(world);
  const found = await looks(world, next);
  // What was acknowledged was kept.
  expect(killed.said).toEqual([`proposed ${found.id}`, "approved"]);
  expect(found.votes.map(({ by }) => by)).toEqual([bob.id]);

  if (row.ends === "failed" && found.state === "interrupted" && isAllMade(world, effects)) {
    // It is put back already: to resume would be to try it once more, and the person must know why not to.
    expect(found.ending?.words).toMatch(/ crashes: .*Putting things back: /);
  } else {
    if (found.state === "interrupted") await next.resume(found);
    // Long enough to ask a slow cluster once more.
    await next.atRest(5_000);
    world.cluster.thaw();
    expect((await next.atRest()).state).toBe(endOf(row));
  }
  expect(await world.holds()).toBe(true);
  const madeAgain = without(effectsOn(world.cluster), effects);
  expect(without(madeAgain, Object.keys(row.again ?? {}))).toEqual([]);
  expect(isAllMade(world, effects)).toBe(true);
  expect(unshown(world.cluster.requests, found)).toEqual([]);
  expect(await next.audit()).toMatchObject({ intact: true });
  expect(secretsIn(world.cluster).filter(isKnownTo(world, [killed.output, next.output()]))).toEqual([]);
}

/** Without changing anything, it finds out how far the killed one came. */
export async function looks({ cluster, holds }: World, { atRest }: Successor): Promise<Operation> {
  const before = changesIn(cluster.requests).length;
  const found = await atRest();
  expect(changesIn(cluster.requests)).toHaveLength(before);
  expect(["interrupted", "succeeded"]).toContain(found.state);
  if (found.state === "succeeded") expect(await holds()).toBe(true);
  return found;
}

/** As it stands in the database that the process left. */
async function recorded({ orders }: World): Promise<Operation> {
  const store = openSqlite(orders.database);
  const [operation] = await store.operations.list({});
  await store.close();
  if (!operation) throw new Error("the operation is forgotten");
  return operation;
}

function isAllMade({ cluster }: World, effects: readonly string[]): boolean {
  return without(effects, effectsOn(cluster)).length === 0;
}

function endOf({ ends }: Killed): string {
  return ends ?? "succeeded";
}

/** Each of `some` takes one of `all` away. */
function without(all: readonly string[], some: readonly string[]): readonly string[] {
  const left = [...all];
  for (const each of some) if (left.includes(each)) left.splice(left.indexOf(each), 1);
  return left;
}

function isKnownTo({ folder }: World, outputs: readonly string[]): (secret: string) => boolean {
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
  const all = [...outputs, ...files].join("\n");
  return (secret) => all.includes(secret) || all.includes(Buffer.from(secret).toString("base64"));
}

function whereOf({ at, nth }: Point): (cause: Error) => never {
  return (cause) => {
    throw new Error(`killed at ${at} ${nth}: ${cause.message}`, { cause });
  };
}

function range(to: number): readonly number[] {
  return Array.from({ length: to }, (_, at) => at + 1);
}
