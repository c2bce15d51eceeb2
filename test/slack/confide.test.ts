import type { webApi } from "@slack/bolt";
import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createConfide } from "#src/slack/confide.ts";
import { handClock } from "../hand-clock.ts";
import { mockHttp } from "./mocked-http.ts";

mockHttp();

const message = { text: "only you", blocks: [] };
const responseUrl = "https://hooks.slack.test/r/1";
let posted: { channel: string; user: string }[] = [];
let works = true;

const confide = createConfide({
  clock: handClock(),
  log: silentLog,
  // Nothing else of the client is used: a direct message could not be sent.
  web: {
    chat: {
      postEphemeral: async (sent: { channel: string; user: string }) => {
        if (!works) throw new Error("channel_not_found");
        posted.push(sent);
      },
    },
  } as unknown as webApi.WebClient,
});

beforeEach(() => {
  posted = [];
  works = true;
});
afterEach(() => nock.cleanAll());

test("a response_url comes first, and its message is for one person", async () => {
  const bodies: unknown[] = [];
  nock("https://hooks.slack.test")
    .post("/r/1", (sent) => bodies.push(sent) > 0)
    .reply(200, "ok");
  await confide({ line: "", by: "U0ANN", where: { channel: "C0OPS", responseUrl } }, message);
  expect(bodies[0]).toMatchObject({ response_type: "ephemeral", replace_original: false, text: "only you" });
  expect(posted).toEqual([]);
});

test("where it is used up, an ephemeral message is left", async () => {
  nock("https://hooks.slack.test").post("/r/1").reply(404, "used_url");
  await confide({ line: "", by: "U0ANN", where: { channel: "C0OPS", responseUrl } }, message);
  expect(posted).toMatchObject([{ channel: "C0OPS", user: "U0ANN" }]);
});

test("a direct message, which Slack keeps, is no way out", async () => {
  works = false;
  await expect(confide({ line: "", by: "U0ANN", where: { channel: "C0OPS" } }, message)).rejects.toThrow(
    "a message that Slack does not keep",
  );
  works = true;
  await expect(confide({ line: "", by: "U0ANN", where: { channel: "U0ANN" } }, message)).rejects.toThrow(
    "a message that Slack does not keep",
  );
  expect(posted).toEqual([]);
});
