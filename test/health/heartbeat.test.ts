// Once a minute somebody outside is told that all is well, or why not; whatever they do, nothing waits for it.
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type Log, silentLog } from "#src/base/log.ts";
import { createHeartbeat } from "#src/health/heartbeat.ts";
import { handClock } from "../hand-clock.ts";

type More = Partial<Parameters<typeof createHeartbeat>[0]>;
const url = "https://hc-ping.com/0b5e?create=1";

function given(more: More = {}) {
  const clock = handClock();
  const sent: (readonly [string, string])[] = [];
  const heartbeat = createHeartbeat({
    url,
    ailments: () => [],
    send: async (target, words) => void sent.push([target, words]),
    ...{ clock, log: silentLog },
    ...more,
  });
  return { heartbeat, clock, sent };
}

let close: (() => void) | undefined;
afterEach(() => close?.());

test("it beats once a minute until it is stopped", async () => {
  const { heartbeat, clock, sent } = given();
  heartbeat.start();
  await clock.advance(3 * 60_000);
  await heartbeat.stop();
  await clock.advance(3 * 60_000);
  expect(sent).toEqual(Array.from({ length: 4 }, () => [url, ""]));
  expect(heartbeat.taken()).toBe(true);
});

test("what is wrong is a failure, with its words", async () => {
  const { heartbeat, sent } = given({
    ailments: () => ["Slack is not connected", "nothing is heard of home"],
  });
  await heartbeat.beat();
  expect(sent).toEqual([
    ["https://hc-ping.com/0b5e/fail?create=1", "Slack is not connected\nnothing is heard of home"],
  ]);
});

test.each<[string, More]>([
  ["while another replica looks", { ailments: () => undefined }],
  ["where no URL is set", { url: undefined }],
])("%s it says nothing", async (_, more) => {
  const { heartbeat, clock, sent } = given(more);
  heartbeat.start();
  await clock.advance(5 * 60_000);
  await heartbeat.stop();
  expect(sent).toEqual([]);
  expect(heartbeat.taken()).toBeUndefined();
});

test("who takes it and never answers costs ten seconds, and is logged once, without the URL", async () => {
  const logged: string[] = [];
  const log: Log = { ...silentLog, warn: (event, said) => logged.push(JSON.stringify([event, said])) };
  const { heartbeat, clock } = given({ send: () => new Promise(() => undefined), log });
  heartbeat.start();
  await clock.advance(10_000);
  expect(heartbeat.taken()).toBe(false);
  await clock.advance(5 * 60_000);
  await heartbeat.stop();
  expect(logged).toHaveLength(1);
  expect(logged[0]).not.toContain("0b5e");
});

test("it is a POST as healthchecks.io takes it, over http too, and an answer that is no success is none", async () => {
  const heard: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      heard.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(status).end("OK");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  let wrong: readonly string[] = [];
  const parts = {
    url: `http://127.0.0.1:${port}/uuid`,
    ailments: () => wrong,
    clock: handClock(),
    log: silentLog,
  };
  const heartbeat = createHeartbeat(parts);
  await heartbeat.beat();
  expect(heartbeat.taken()).toBe(true);
  wrong = ["the disk is full"];
  status = 404;
  await heartbeat.beat();
  expect(heartbeat.taken()).toBe(false);
  expect(heard).toEqual(["POST /uuid ", "POST /uuid/fail the disk is full"]);
});
