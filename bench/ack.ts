// How long a person's slash command waits for its acknowledgement: the whole bot against Bolt with one empty listener.
import { makePlace, type Place, signingSecret, startBot } from "./bot.ts";
import type { EchoInput } from "./programs/echo.ts";
import type { Answer, Question } from "./programs/workspace.ts";
import { type Effort, type Row, ratioRow } from "./row.ts";
import { start } from "./run.ts";
import { quantile, spreadOf } from "./statistics.ts";

type Mode = "socket" | "http";
type Times = readonly number[];

// People do not type while the answer before is still being sent; a busy loop would measure the answers.
const pauseMs = 20;

export async function ack(effort: Effort): Promise<readonly Row[]> {
  return [...(await inMode("socket", effort)), ...(await inMode("http", effort))];
}

async function inMode(mode: Mode, { runs, quick }: Effort): Promise<readonly Row[]> {
  const commands = quick ? 5 : 200;
  const ours: Times[] = [];
  const peers: Times[] = [];
  for (let run = 0; run < runs; run += 1) {
    const place = await makePlace(quick ? 30 : 1_000, pauseMs);
    ours.push(await ofBot(place, mode, commands));
    peers.push(await ofEcho(place, mode, commands));
    await place.leave();
  }
  const name = mode === "socket" ? "Socket Mode" : "HTTP mode";
  return [
    ratioRow({
      what: `${name}: median ack of the bot against Bolt's`,
      aim: 2,
      ours: at(ours, 0.5),
      peers: at(peers, 0.5),
    }),
    { what: `${name}: 99th percentile`, unit: "ms", measured: spreadOf(at(ours, 0.99)), aim: 10 },
    { what: `${name}: Bolt's 99th percentile`, unit: "ms", measured: spreadOf(at(peers, 0.99)) },
  ];
}

async function ofBot(place: Place, mode: Mode, commands: number): Promise<Times> {
  const bot = await startBot(place, mode);
  const times = await acks(place, mode, `${bot.origin}/slack/events`, commands);
  await bot.end();
  return times;
}

async function ofEcho(place: Place, mode: Mode, commands: number): Promise<Times> {
  const given: EchoInput = { mode, ...place.workspace.ready, signingSecret };
  const echo = await start<{ readonly url: string }>("programs/echo.ts", given);
  const times = await acks(place, mode, echo.ready.url, commands);
  await echo.end();
  return times;
}

async function acks({ workspace }: Place, mode: Mode, url: string, commands: number): Promise<Times> {
  const { ask } = workspace;
  if (mode === "http") await ask({ deliverTo: url, signingSecret } satisfies Question);
  const text = "/k8s version";
  await ask({ commands: Math.ceil(commands / 10), text } satisfies Question); // the first ones compile
  const { times } = await ask<Answer>({ commands, text } satisfies Question);
  return times;
}

function at(runs: readonly Times[], q: number): Times {
  return runs.map((times) => quantile(times, q));
}
