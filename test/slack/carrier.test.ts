// Every way in which Slack can answer a post, and what the outbox is told.
import { webApi } from "@slack/bolt";
import nock from "nock";
import { afterEach, expect, test } from "vitest";
import { createCarrier } from "#src/slack/carrier.ts";
import type { Sendable } from "#src/slack/parcel.ts";
import { mockHttp } from "./mocked-http.ts";

mockHttp();

const origin = "https://slack.example";
const web = new webApi.WebClient("xoxb-test", {
  slackApiUrl: `${origin}/api/`,
  timeout: 2_000,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  logger: {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    setName() {},
    getLevel: () => "error" as never,
  },
});
const carrier = createCarrier(web);
const parcel: Sendable = {
  key: "a",
  channel: "C1",
  message: { text: "hello", blocks: [{ type: "divider" }] },
};

afterEach(() => {
  expect(nock.isDone()).toBe(true);
  nock.cleanAll();
});

test.each([
  ["an accepted post", { ok: true, ts: "1.2" }, { outcome: "delivered", ts: "1.2" }],
  ["refused blocks", { ok: false, error: "invalid_blocks" }, { outcome: "malformed", why: "invalid_blocks" }],
  [
    "too many characters",
    { ok: false, error: "msg_blocks_too_long" },
    { outcome: "malformed", why: "msg_blocks_too_long" },
  ],
  [
    "an unknown channel",
    { ok: false, error: "channel_not_found" },
    { outcome: "refused", why: "channel_not_found" },
  ],
  [
    "a channel it is not in",
    { ok: false, error: "not_in_channel" },
    { outcome: "refused", why: "not_in_channel" },
  ],
  [
    "a scope that the token lacks, by its name",
    { ok: false, error: "missing_scope", needed: "files:write", provided: "chat:write" },
    { outcome: "refused", why: "missing_scope: files:write" },
  ],
  [
    "a revoked token, which a new one mends",
    { ok: false, error: "token_revoked" },
    { outcome: "retry", why: "token_revoked" },
  ],
  ["a lost thread", { ok: false, error: "thread_not_found" }, { outcome: "gone", why: "thread_not_found" }],
  ["trouble at Slack", { ok: false, error: "internal_error" }, { outcome: "retry", why: "internal_error" }],
  [
    "an error that nobody has seen yet",
    { ok: false, error: "brand_new" },
    { outcome: "doubtful", why: "brand_new" },
  ],
])("%s", async (_case, body, delivery) => {
  nock(origin).post("/api/chat.postMessage").reply(200, body);
  expect(await deliver(parcel)).toEqual(delivery);
});

test("a rate limit says how long to wait", async () => {
  nock(origin)
    .post("/api/chat.postMessage")
    .reply(429, { ok: false, error: "ratelimited" }, { "Retry-After": "17" });
  expect(await deliver(parcel)).toEqual({ outcome: "wait", ms: 17_000 });
});

test.each([500, 502, 503])("HTTP %i is tried again", async (status) => {
  nock(origin).post("/api/chat.postMessage").reply(status, "no");
  expect(await deliver(parcel)).toMatchObject({ outcome: "retry" });
});

test("HTTP 413 will not be mended by trying for ever", async () => {
  nock(origin).post("/api/chat.postMessage").reply(413, "no");
  expect(await deliver(parcel)).toMatchObject({ outcome: "doubtful" });
});

test("a post to a person tells the channel that it went to", async () => {
  nock(origin).post("/api/chat.postMessage").reply(200, { ok: true, ts: "1.2", channel: "D7" });
  expect(await deliver({ ...parcel, channel: "U1" })).toEqual({
    outcome: "delivered",
    ts: "1.2",
    channel: "D7",
  });
});

test.each(["ECONNRESET", "ECONNREFUSED", "ENOTFOUND"])("%s is tried again", async (code) => {
  nock(origin)
    .post("/api/chat.postMessage")
    .replyWithError(Object.assign(new Error(code), { code }));
  expect(await deliver(parcel)).toMatchObject({ outcome: "retry" });
});

test("nothing in a message is parsed, linked or unfurled, in posts and in edits", async () => {
  const bodies: URLSearchParams[] = [];
  const keep = (body: Record<string, string>) => bodies.push(new URLSearchParams(body)) > 0;
  nock(origin).post("/api/chat.postMessage", keep).reply(200, { ok: true, ts: "1.2" });
  nock(origin).post("/api/chat.update", keep).reply(200, { ok: true, ts: "1.2" });
  await deliver({ ...parcel, thread: "1.0" });
  await deliver({ ...parcel, ts: "1.2" });
  expect(bodies.map((body) => body.get("parse"))).toEqual(["none", "none"]);
  expect(bodies.map((body) => body.get("link_names"))).toEqual(["false", "false"]);
  expect(bodies[0]?.get("unfurl_links")).toBe("false");
  expect(bodies[0]?.get("thread_ts")).toBe("1.0");
  expect(bodies[1]?.get("ts")).toBe("1.2");
});

test("an edit of a deleted message is gone", async () => {
  nock(origin).post("/api/chat.update").reply(200, { ok: false, error: "message_not_found" });
  expect(await deliver({ ...parcel, ts: "1.2" })).toEqual({ outcome: "gone", why: "message_not_found" });
});

function deliver(what: Sendable) {
  return carrier.deliver(what, AbortSignal.timeout(60_000));
}

test("what one person only is to see is an ephemeral message", async () => {
  nock(origin)
    .post("/api/chat.postEphemeral", /user=U1/)
    .reply(200, { ok: true, message_ts: "1.0" });
  const delivery = await carrier.deliver({ ...parcel, to: "U1" }, new AbortController().signal);
  expect(delivery).toEqual({ outcome: "delivered", ts: "1.0" });
});
