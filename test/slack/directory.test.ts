import { webApi } from "@slack/bolt";
import nock from "nock";
import { afterEach, expect, test } from "vitest";
import { audienceIn, directoryOf } from "#src/slack/directory.ts";
import { mockHttp } from "./mocked-http.ts";

mockHttp();

const origin = "https://slack.example";
const client = new webApi.WebClient("xoxb-test", {
  slackApiUrl: `${origin}/api/`,
  retryConfig: { retries: 0 },
  logLevel: "error" as webApi.LogLevel,
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

test.each([
  ["a channel with the bot", { ok: true, channel: { is_member: true } }, "inside"],
  ["a public channel without the bot", { ok: true, channel: { is_member: false } }, "closed"],
  ["a private channel without the bot", { ok: false, error: "channel_not_found" }, "closed"],
  ["a group message", { ok: false, error: "missing_scope" }, "closed"],
  ["a shared channel", { ok: true, channel: { is_member: true, is_ext_shared: true } }, "shared"],
  ["a channel about to be shared", { ok: true, channel: { is_pending_ext_shared: true } }, "shared"],
])("%s is told apart", async (_what, body, audience) => {
  nock(origin).post("/api/conversations.info").reply(200, body);
  expect(await audienceIn(client)("C1")).toBe(audience);
});

test.each(["D1", "U1", "W1"])("%s is a direct message, and nobody is asked", async (channel) => {
  expect(await audienceIn(client)(channel)).toBe("direct");
});

test("nothing is shown on a guess", async () => {
  nock(origin).post("/api/conversations.info").reply(500, "no");
  await expect(audienceIn(client)("C1")).rejects.toThrow("who reads this channel");
});

test.each(["user_not_found", "user_not_visible"])(
  "%s is somebody from outside, not a failure",
  async (error) => {
    nock(origin).post("/api/users.info").reply(200, { ok: false, error });
    expect(await directoryOf(client).user("U9")).toEqual({});
  },
);
