// The bot dies at every point of an operation, and the next one must know what it may do.
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verifyStored } from "#src/operation/audit.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { minute, now } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { bob, dan, givenOperations } from "./given.ts";
import { fileStep, names } from "./killed.ts";

const root = mkdtempSync(join(tmpdir(), "wheelhouse-kill-"));
const program = join(import.meta.dirname, "killed.ts");

type Run = { readonly folder: string; readonly said: readonly string[]; readonly killed: boolean };

test("whenever it is killed, nothing runs twice, nothing is forgotten, and what may be half run waits for a person", async () => {
  for (const killed of await killedEverywhere()) {
    await isSound({ ...killed, folder: copy(killed.folder, "checked") });
  }
}, 600_000);

test("a recovery that is killed at any point is taken up by the next", async () => {
  const half = await halfRun();
  const whole = await run(copy(half, "recovered"), 0, now + minute);
  expect(whole.said[0]).toBe("interrupted");
  const points = Number(whole.said.at(-1)?.split(" ")[1]);
  expect(points).toBeGreaterThan(2);

  const runs = await parallel(range(1, points), (point) =>
    run(copy(half, `again-${point}`), point, now + minute),
  );
  expect(runs.every(({ killed }) => killed)).toBe(true);
  for (const killed of [...runs, whole]) await isSound({ ...killed, said: ["proposed", "approved"] });
}, 600_000);

/** Takes up what the killed process left, and checks every promise. */
async function isSound({ folder, said }: Run): Promise<void> {
  const hand = handClock(now + 10 * minute);
  const store = openSqlite(join(folder, "wheelhouse.db"));
  const { operations, ended } = givenOperations({ hand, store, steps: [fileStep(folder)] });
  const [operation] = await operations.list({});
  // What was acknowledged was kept.
  if (said.includes("proposed")) expect(operation).toBeDefined();
  if (said.includes("approved")) expect(operation?.state).not.toBe("proposed");
  if (!operation) return store.close();
  const { id } = operation;
  const runBefore = runsIn(folder);

  const starting = operations.start();
  await hand.settle();
  await starting;
  const found = await ended(id);
  // Nothing was run to find out.
  expect(runsIn(folder)).toEqual(runBefore);
  expect(["proposed", "interrupted", "succeeded"]).toContain(found.state);
  if (found.state === "succeeded") expect(names.every((name) => existsSync(join(folder, name)))).toBe(true);

  if (found.state === "proposed") await operations.decide({ decision: "approve", id, person: bob });
  if (found.state === "interrupted") await operations.decide({ decision: "resume", id, person: dan });
  const over = await ended(id);
  expect(over.state).toBe("succeeded");
  const runs = runsIn(folder);
  for (const name of names) {
    const times = runs.filter((each) => each === name).length;
    // Twice only what was found half run, after a person had said so.
    const wasHalfRun = runBefore.includes(name) && found.steps[names.indexOf(name)]?.state === "interrupted";
    expect([name, times]).toEqual([name, wasHalfRun ? 2 : 1]);
  }
  expect(await verifyStored(store)).toMatchObject({ intact: true });
  const stopping = operations.stop(0);
  await hand.advance(1);
  await stopping;
  await store.close();
}

let everywhere: Promise<readonly Run[]> | undefined;

/** One run for each point at which a process can be killed, and one that came to its end. */
function killedEverywhere(): Promise<readonly Run[]> {
  everywhere ??= killEverywhere();
  return everywhere;
}

async function killEverywhere(): Promise<readonly Run[]> {
  const whole = await run(fresh("whole"), 0, now);
  expect(whole.said.slice(0, 3)).toEqual(["proposed", "approved", "succeeded"]);
  const points = pointsOf(whole);
  expect(points).toBeGreaterThan(12);
  const runs = await parallel(range(1, points), (point) => run(fresh("at"), point, now));
  expect(runs.every(({ killed }) => killed)).toBe(true);
  return [...runs, whole];
}

function pointsOf({ said }: Run): number {
  return Number(said.at(-1)?.split(" ")[1]);
}

/** The folder of a process that was killed in the middle of its first step. */
async function halfRun(): Promise<string> {
  const half = (await killedEverywhere()).find(({ folder }) => runsIn(folder).length === 1);
  if (!half) throw new Error("no process was killed in its first step");
  return half.folder;
}

function runsIn(folder: string): readonly string[] {
  const path = join(folder, "runs");
  if (!existsSync(path)) return [];
  return [...readFileSync(path, "utf8").matchAll(/^begin (.+)$/gm)].map(([, name]) => name ?? "");
}

function fresh(name: string): string {
  return mkdtempSync(join(root, `${name}-`));
}

function copy(from: string, name: string): string {
  const folder = fresh(name);
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, file));
  return folder;
}

function run(folder: string, point: number, start: number): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder, String(point), String(start)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (signal !== "SIGKILL" && code !== 0) return reject(new Error(`point ${point} ended with ${code}`));
      resolve({ folder, said: output.split("\n").filter(Boolean), killed: signal === "SIGKILL" });
    });
  });
}

/** A few at a time. */
async function parallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const waiting = [...items.entries()];
  const results: R[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all([worker(), worker(), worker()]);
  return results;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
