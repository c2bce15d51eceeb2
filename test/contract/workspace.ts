// What Slack's Web API does, checked against whatever workspace `connect` leads to: the simulator or a real one.
import { ErrorCode, type WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

export type Connection = {
  readonly web: WebClient;
  /** A public channel that the bot is in. */
  readonly channel: string;
  readonly close?: () => Promise<void>;
};

export function workspaceContract(connect: () => Promise<Connection>): void {
  describe("a workspace's Web API", () => {
    let web: WebClient;
    let channel: string;
    let close: Connection["close"];
    beforeAll(async () => {
      ({ web, channel, close } = await connect());
    });
    afterAll(() => close?.());

    test("auth.test names the bot and its team", async () => {
      const answer = await web.auth.test();

      expect(answer).toMatchObject({ ok: true, user_id: expect.any(String), bot_id: expect.any(String) });
      expect(answer.team_id).toMatch(/^T/);
    });

    test("a posted message can be changed and deleted by its timestamp", async () => {
      const { ts = "" } = await web.chat.postMessage({ channel, text: "first" });

      const updated = await web.chat.update({ channel, ts, text: "second" });
      const deleted = await web.chat.delete({ channel, ts });

      expect(updated).toMatchObject({ ok: true, ts, text: "second" });
      expect(deleted).toMatchObject({ ok: true, ts });
      expect(await errorOf(web.chat.delete({ channel, ts }))).toMatchObject({ error: "message_not_found" });
    });

    test("a reply carries the timestamp of its root", async () => {
      const root = await web.chat.postMessage({ channel, text: "root" });
      const reply = await web.chat.postMessage({
        channel,
        text: "reply",
        ...(root.ts && { thread_ts: root.ts }),
      });

      expect(reply.message?.thread_ts).toBe(root.ts);
    });

    test("blocks come back with the ids that Slack gave them", async () => {
      const blocks = [{ type: "section" as const, text: { type: "mrkdwn" as const, text: "*hello*" } }];

      const posted = await web.chat.postMessage({ channel, text: "hello", blocks });

      expect(posted.message?.blocks?.[0]).toMatchObject({ type: "section", block_id: expect.any(String) });
    });

    test("a permalink leads to the message", async () => {
      const { ts = "" } = await web.chat.postMessage({ channel, text: "link me" });

      const { permalink } = await web.chat.getPermalink({ channel, message_ts: ts });

      expect(permalink).toContain(`/archives/${channel}/p${ts.replace(".", "")}`);
    });

    test.each([
      ["a channel that is not there", { channel: "C0NOWHERE", text: "x" }, "channel_not_found"],
      ["nothing to say", { text: "" }, "no_text"],
    ])("posting is refused: %s", async (_title, args, error) => {
      const answer = await errorOf(web.apiCall("chat.postMessage", { channel, ...args }));

      expect(answer).toMatchObject({ ok: false, error });
    });

    test("blocks over the limits are refused with a pointer to the place", async () => {
      const long = [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3_001) } }];

      const answer = await errorOf(web.apiCall("chat.postMessage", { channel, text: "x", blocks: long }));

      expect(answer.error).toBe("invalid_blocks");
      expect(String(answer.response_metadata?.messages)).toContain("[json-pointer:/blocks/0/text");
    });

    test("an update with more than 4,000 characters of text is refused", async () => {
      const { ts = "" } = await web.chat.postMessage({ channel, text: "short" });

      const answer = await errorOf(web.chat.update({ channel, ts, text: "x".repeat(4_001) }));

      expect(answer.error).toBe("msg_too_long");
    });

    test("an unknown method is an error, not a failed request", async () => {
      expect(await errorOf(web.apiCall("chat.shout"))).toMatchObject({ ok: false, error: "unknown_method" });
    });

    test("a trigger id that Slack never gave opens nothing", async () => {
      const view = { type: "modal" as const, title: { type: "plain_text" as const, text: "T" }, blocks: [] };

      const answer = await errorOf(web.views.open({ trigger_id: "1.2.3", view }));

      expect(answer.error).toBe("invalid_trigger_id");
    });

    test("conversations.info tells whether the channel is shared with others", async () => {
      const answer = await web.conversations.info({ channel });

      expect(answer.channel).toMatchObject({
        id: channel,
        is_member: true,
        is_ext_shared: expect.any(Boolean),
      });
    });

    test("users.info tells guests, bots and the deleted from full members", async () => {
      const { user_id: user = "" } = await web.auth.test();

      const answer = await web.users.info({ user });

      expect(answer.user).toMatchObject({ id: user, is_bot: true, deleted: false, is_restricted: false });
      expect(await errorOf(web.users.info({ user: "U0NOBODY0" }))).toMatchObject({ error: "user_not_found" });
    });

    test("a file goes up in three calls and ends in the channel", async () => {
      const uploaded = await web.filesUploadV2({
        channel_id: channel,
        filename: "w3.log",
        content: "line 1\nline 2\n",
      });

      expect(uploaded).toMatchObject({
        ok: true,
        files: [{ ok: true, files: [{ id: expect.stringMatching(/^F/) }] }],
      });
    });
  });
}

type Refused = { error?: string; response_metadata?: { messages?: string[] } };

/** What Slack answered to a call it refused. */
export async function errorOf(call: Promise<unknown>): Promise<Refused> {
  try {
    await call;
  } catch (error) {
    const { code, data } = error as WebAPIPlatformError;
    if (code === ErrorCode.PlatformError) return data as Refused;
    throw error;
  }
  throw new Error("the call was not refused");
}
