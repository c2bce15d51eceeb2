// A note goes over the response_url, and is owed where that takes it not.
import nock from "nock";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Parcel } from "#src/slack/parcel.ts";
import { createWhisper } from "#src/slack/whisper.ts";
import { handClock } from "../hand-clock.ts";
import { mockHttp } from "./mocked-http.ts";

mockHttp();

const origin = "https://slack.example";
const responseUrl = `${origin}/commands/1`;
const note = { text: "hello", blocks: [{ type: "divider" as const }] };
const halfAnHour = 30 * 60_000;

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

test("over the response_url where there is one", async () => {
  nock(origin)
    .post("/commands/1", { response_type: "ephemeral", replace_original: false, ...note })
    .reply(200, "ok");
  expect(await owedAfter({ channel: "C1", responseUrl })).toEqual([]);
});

test.each([
  [404, { ok: false, error: "expired_url" }],
  [404, { ok: false, error: "used_url" }],
  [200, { ok: false, error: "used_url" }],
  [503, {}],
])(
  "where a response_url answers %i %j, an ephemeral is owed, and a direct message where that is refused",
  async (status, body) => {
    nock(origin).post("/commands/1").reply(status, body);
    const [owed, ...others] = await owedAfter({ channel: "C1", thread: "1.0", responseUrl });
    expect(owed).toMatchObject({ channel: "C1", thread: "1.0", to: "U1", instead: "U1", message: note });
    expect(others).toEqual([]);
  },
);

test("blocks that are refused become text", async () => {
  nock(origin)
    .post("/commands/1", /divider/)
    .reply(400, { ok: false, error: "invalid_blocks" });
  nock(origin)
    .post("/commands/1", /"blocks":\[\]/)
    .reply(200, "ok");
  expect(await owedAfter({ channel: "C1", responseUrl })).toEqual([]);
});

test("a Slack that cannot be reached is owed it for half an hour", async () => {
  nock(origin).post("/commands/1").replyWithError("refused");
  const [owed] = await owedAfter({ channel: "C1", responseUrl });
  expect(owed?.until).toBe(handClock().now() + halfAnHour);
});

test("in a direct message it is a message", async () => {
  const [owed] = await owedAfter({ channel: "D1" });
  expect(owed).toMatchObject({ channel: "D1", instead: "U1" });
  expect(owed?.to).toBeUndefined();
});

/** What is owed after a note to U1. */
async function owedAfter(where: { channel: string; responseUrl?: string; thread?: string }) {
  const owed: Parcel[] = [];
  const outbox = { send: async (parcel: Parcel) => void owed.push(parcel) };
  const whisper = createWhisper({ outbox, clock: handClock(), log: silentLog });
  await whisper({ line: "", by: "U1", where }, note);
  return owed;
}
