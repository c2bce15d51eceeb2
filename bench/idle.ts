// The whole bot with a thousand pods and nothing to do: how soon it is ready, and what it weighs.
import { join } from "node:path";
import { cpuMs, makePlace, type Place, pause, residentMb, signingSecret, startBot } from "./bot.ts";
import type { EchoInput } from "./programs/echo.ts";
import type { Effort, Row } from "./row.ts";
import { start } from "./run.ts";
import { spreadOf } from "./statistics.ts";

const pods = 1_000;

export async function idle({ quick, runs }: Effort): Promise<readonly Row[]> {
  const place = await makePlace(quick ? 30 : pods, 0);
  const settleMs = quick ? 0 : 4_000;
  const first = await once(place, settleMs, { NODE_COMPILE_CACHE: join(place.directory, "compiled") });
  // After a change of code, this one compiles for those that are measured.
  if (!quick) await once(place, 0);
  const later: Run[] = [];
  for (let run = 0; run < runs; run += 1) later.push(await once(place, settleMs));
  const bolt: number[] = [];
  for (let run = 0; run < runs; run += 1) bolt.push(await echoMb(place, settleMs));
  await place.leave();
  return [
    row("from the start of the process to Slack-ready", "ms", later, ({ readyMs }) => readyMs, 500),
    row("the same, first start after an installation", "ms", [first], ({ readyMs }) => readyMs),
    row("to the end of the first lists", "ms", later, ({ listedMs }) => listedMs),
    row("idle resident memory", "MB", later, ({ idleMb }) => idleMb, 80),
    row("idle: time on a processor in each second", "ms", later, ({ cpuMsPerSecond }) => cpuMsPerSecond),
    { what: "idle resident memory of Bolt with one empty listener", unit: "MB", measured: spreadOf(bolt) },
  ];
}

type Run = {
  readonly readyMs: number;
  readonly listedMs: number;
  readonly idleMb: number;
  /** A thousand would be a whole processor. */
  readonly cpuMsPerSecond: number;
};

async function once(place: Place, settleMs: number, more?: Readonly<Record<string, string>>): Promise<Run> {
  const bot = await startBot(place, "socket", more);
  await pause(settleMs);
  const { readyMs, listedMs } = bot;
  const before = await cpuMs(bot);
  await pause(settleMs);
  const cpuMsPerSecond = settleMs === 0 ? 0 : (1_000 * ((await cpuMs(bot)) - before)) / settleMs;
  const run = { readyMs, listedMs, idleMb: await residentMb(bot), cpuMsPerSecond };
  await bot.end();
  return run;
}

/** What nothing built on Bolt can stay below. */
async function echoMb({ workspace }: Place, settleMs: number): Promise<number> {
  const given: EchoInput = { mode: "socket", ...workspace.ready, signingSecret };
  const echo = await start<object>("programs/echo.ts", given);
  await pause(settleMs);
  const { residentMb: measured } = await echo.ask<{ readonly residentMb: number }>({});
  await echo.end();
  return measured;
}

function row(
  what: string,
  unit: "ms" | "MB",
  runs: readonly Run[],
  of: (run: Run) => number,
  aim?: number,
): Row {
  return { what, unit, measured: spreadOf(runs.map(of)), ...(aim !== undefined && { aim }) };
}
