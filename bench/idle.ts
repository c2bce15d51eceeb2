// The whole bot with a thousand pods and nothing to do: how soon it is ready, and what it weighs.
import { makePlace, type Place, pause, residentMb, startBot } from "./bot.ts";
import type { Effort, Row } from "./row.ts";
import { spreadOf } from "./statistics.ts";

const pods = 1_000;

export async function idle({ quick, runs }: Effort): Promise<readonly Row[]> {
  const place = await makePlace(quick ? 30 : pods, 0);
  const settleMs = quick ? 0 : 4_000;
  // The first start after an installation compiles what later ones find compiled.
  const first = await once(place, settleMs);
  const later: Run[] = [];
  for (let run = 0; run < runs; run += 1) later.push(await once(place, settleMs));
  await place.leave();
  return [
    row("from the start of the process to Slack-ready", "ms", later, ({ readyMs }) => readyMs, 500),
    row("the same, first start", "ms", [first], ({ readyMs }) => readyMs),
    row("to the end of the first lists", "ms", later, ({ listedMs }) => listedMs),
    row("idle resident memory", "MB", later, ({ idleMb }) => idleMb, 80),
  ];
}

type Run = { readonly readyMs: number; readonly listedMs: number; readonly idleMb: number };

async function once(place: Place, settleMs: number): Promise<Run> {
  const bot = await startBot(place, "socket");
  await pause(settleMs);
  const { readyMs, listedMs } = bot;
  const run = { readyMs, listedMs, idleMb: await residentMb(bot) };
  await bot.end();
  return run;
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
