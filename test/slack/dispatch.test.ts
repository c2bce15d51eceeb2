// What Bolt hands over, one payload after another, without a workspace.
import { App, type Receiver, type StringIndexed } from "@slack/bolt";
import { expect, test } from "vitest";
import { type Log, silentLog } from "#src/log.ts";
import type { Choice, Request } from "#src/slack/chat.ts";
import { listen } from "#src/slack/dispatch.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { handClock } from "../hand-clock.ts";

test("a mention in a direct message that comes as two events is one request", async () => {
  const { deliver, requests } = await given();
  const spoken = { user: "U1", text: "<@UBOT> status", channel: "D1", ts: "1.0", event_ts: "1.0" };
  await deliver(event("Ev1", { type: "message", channel_type: "im", ...spoken }));
  await deliver(event("Ev2", { type: "app_mention", ...spoken }));
  await deliver(event("Ev3", { type: "app_mention", ...spoken, ts: "2.0" }));
  expect(requests.map(({ line }) => line)).toEqual(["status", "status"]);
});

test("two clicks on one button are two requests, one click delivered twice is one", async () => {
  const { deliver, requests } = await given();
  await deliver(click("t1"));
  await deliver(click("t1"));
  await deliver(click("t2"));
  expect(requests).toHaveLength(2);
});

test.each<[string, () => Promise<readonly Choice[]>, readonly string[]]>([
  ["is filled", async () => [{ label: "pi-1", value: "pi-1" }], ["pi-1"]],
  ["that fails stays empty", () => Promise.reject(new Error("down")), []],
  ["that takes too long stays empty", () => new Promise(() => {}), []],
])("a menu %s, and is acknowledged", async (_how, choices, offered) => {
  const { deliver, clock } = await given({ choices });
  const acknowledged = deliver({
    type: "block_suggestion",
    team: { id: "T1" },
    user: { id: "U1" },
    action_id: "pick.node",
    block_id: "node",
    value: "",
    view: { private_metadata: "{}" },
  });
  await clock.settle();
  await clock.advance(2_500);
  const body = (await acknowledged) as { options: { value: string }[] };
  expect(body.options.map(({ value }) => value)).toEqual(offered);
});

test("nothing is done when the acknowledgement did not get out", async () => {
  const { process, requests } = await given();
  await process(click("t1"), () => Promise.reject(new Error("socket closing")));
  expect(requests).toEqual([]);
});

type Given = { readonly choices?: () => Promise<readonly Choice[]>; readonly log?: Log };

async function given({ choices = async () => [], log = silentLog }: Given = {}) {
  const requests: Request[] = [];
  const clock = handClock();
  const store = openSqlite(":memory:");
  const receiver: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };
  const authorize = async () => ({ botToken: "xoxb-test", botId: "B1", botUserId: "UBOT" });
  const app = new App({ receiver, authorize, convoStore: false });
  listen({
    app,
    listeners: {
      request: async (request) => void requests.push(request),
      submitted: async () => {},
      choices,
      homeOpened: async () => {},
      groupChanged: () => {},
      channelShared: () => {},
    },
    botUser: () => "UBOT",
    firstSight: (delivery) => store.firstSight(delivery, clock.now()),
    clock,
    log,
  });
  const process = (body: StringIndexed, ack: (response?: unknown) => Promise<void>) =>
    app.processEvent({ body, ack });
  /** Resolves with what was acknowledged. */
  async function deliver(body: StringIndexed): Promise<unknown> {
    let said: unknown;
    await process(body, async (response) => {
      said = response;
    });
    return said;
  }
  return { deliver, process, requests, clock };
}

function event(id: string, inner: object): StringIndexed {
  return { type: "event_callback", event_id: id, team_id: "T1", api_app_id: "A1", event: inner };
}

function click(trigger: string): StringIndexed {
  return {
    type: "block_actions",
    team: { id: "T1" },
    user: { id: "U1" },
    trigger_id: trigger,
    channel: { id: "C1" },
    container: { type: "message", message_ts: "1.0", channel_id: "C1" },
    message: { ts: "1.0" },
    actions: [{ type: "button", action_id: "run.redraw.0", block_id: "b", value: "status" }],
  };
}
