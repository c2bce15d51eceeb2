// A note reaches the person by whichever way still works.
import { webApi } from "@slack/bolt";
import nock from "nock";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createWhisper } from "#src/slack/whisper.ts";
import { handClock } from "../hand-clock.ts";

const origin = "https://slack.example";
const responseUrl = `${origin}/commands/1`;
const note = { text: "hello", blocks: [{ type: "divider" as const }] };

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

test("over the response_url where there is one", async () => {
  nock(origin)
    .post("/commands/1", { response_type: "ephemeral", replace_original: false, ...note })
    .reply(200, "ok");
  await whisper({ channel: "C1", responseUrl });
});

test.each([
  [404, { ok: false, error: "expired_url" }],
  [404, { ok: false, error: "used_url" }],
  [200, { ok: false, error: "used_url" }],
])("a response_url that answers %i %j is replaced by an ephemeral", async (status, body) => {
  nock(origin).post("/commands/1").reply(status, body);
  answers("chat.postEphemeral", { ok: true }, /channel=C1/);
  await whisper({ channel: "C1", responseUrl });
});

test("where the bot may not write, it becomes a direct message", async () => {
  answers("chat.postEphemeral", { ok: false, error: "not_in_channel" }, /channel=C1/);
  answers("chat.postMessage", { ok: true, ts: "1.0" }, /channel=U1/);
  await whisper({ channel: "C1", thread: "1.0" });
});

test("blocks that are refused become text", async () => {
  answers("chat.postEphemeral", { ok: false, error: "invalid_blocks" }, /divider/);
  answers("chat.postEphemeral", { ok: true }, /blocks=%5B%5D/);
  await whisper({ channel: "C1" });
});

test("in direct messages it is a message, and a Slack that is down is asked three times each way", async () => {
  nock(origin).post("/api/chat.postMessage").times(6).reply(500, "no");
  await whisper({ channel: "D1" });
});

function answers(method: string, body: object, sent: RegExp): void {
  nock(origin).post(`/api/${method}`, sent).reply(200, body);
}

async function whisper(where: { channel: string; responseUrl?: string; thread?: string }): Promise<void> {
  const clock = handClock();
  const web = new webApi.WebClient("xoxb-test", {
    slackApiUrl: `${origin}/api/`,
    retryConfig: { retries: 0 },
    logLevel: "error" as webApi.LogLevel,
  });
  const impatient = { ...clock, sleep: async () => {} };
  await createWhisper({ web, clock: impatient, log: silentLog })({ line: "", by: "U1", where }, note);
}
