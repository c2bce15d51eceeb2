// What Bolt hands over, one payload after another, without a workspace.
import { App, type Receiver, type StringIndexed } from "@slack/bolt";
import { expect, test } from "vitest";
import { type Log, silentLog } from "#src/base/log.ts";
import type { Choice, Request } from "#src/slack/chat.ts";
import { listen } from "#src/slack/dispatch.ts";
import type { Submitted } from "#src/slack/incoming.ts";
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

test("a database that fails keeps no click from being answered", async () => {
  const { deliver, requests } = await given({ firstSight: () => Promise.reject(new Error("disk full")) });
  await deliver(click("t1"));
  await deliver(
    event("Ev1", { type: "app_mention", user: "U1", text: "<@UBOT> status", channel: "C1", ts: "1.0" }),
  );
  expect(requests.map(({ line }) => line)).toEqual(["status", "status"]);
});

test("nothing is done when the acknowledgement did not get out", async () => {
  const { process, requests } = await given();
  await process(click("t1"), () => Promise.reject(new Error("socket closing")));
  expect(requests).toEqual([]);
});

test("a decision's form is acknowledged once it is decided, another form at once", async () => {
  const events: string[] = [];
  const { process } = await given({ submitted: async () => void events.push("handled") });
  const acked = async () => void events.push("acknowledged");
  await process(form({ decides: true }), acked);
  await process(form({}), acked);
  expect(events).toEqual(["handled", "acknowledged", "acknowledged", "handled"]);
});

test("a decision that takes longer than Slack waits is acknowledged all the same", async () => {
  const events: string[] = [];
  const { process, clock } = await given({ submitted: () => new Promise(() => {}) });
  void process(form({ decides: true }), async () => void events.push("acknowledged"));
  await clock.settle();
  expect(events).toEqual([]);
  await clock.advance(2_500);
  expect(events).toEqual(["acknowledged"]);
});

test("a decision that is sent again after a crash is handled again: what it decides about tells it apart", async () => {
  const lines: string[] = [];
  const { deliver } = await given({ submitted: async ({ command }) => void lines.push(command) });
  await deliver(form({ decides: true }));
  await deliver(form({ decides: true }));
  expect(lines).toEqual(["deny op-1", "deny op-1"]);
});

test("a click on a card's button tells which message it was on", async () => {
  const { deliver, requests } = await given();
  const body = click("t1");
  await deliver({
    ...body,
    actions: [{ type: "button", action_id: "run.decide.approve", block_id: "b", value: "approve op-1" }],
  });
  expect(requests).toMatchObject([{ line: "approve op-1", where: { channel: "C1", clicked: "1.0" } }]);
});

function form(origin: object): StringIndexed {
  const metadata = { command: "deny op-1", where: { channel: "C1" }, ...origin };
  return {
    type: "view_submission",
    team: { id: "T1" },
    user: { id: "U1" },
    view: {
      id: "V1",
      hash: "h1",
      type: "modal",
      callback_id: "form",
      private_metadata: JSON.stringify(metadata),
      state: { values: { reason: { reason: { type: "plain_text_input", value: "no" } } } },
    },
  };
}

type Given = {
  readonly choices?: () => Promise<readonly Choice[]>;
  readonly log?: Log;
  readonly submitted?: (form: Submitted) => Promise<void>;
  readonly firstSight?: (delivery: string) => Promise<boolean>;
};

async function given({
  choices = async () => [],
  log = silentLog,
  submitted = async () => {},
  firstSight,
}: Given = {}) {
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
      submitted,
      choices,
      homeOpened: async () => {},
      groupChanged: () => {},
      channelShared: () => {},
    },
    botUser: () => "UBOT",
    firstSight: firstSight ?? ((delivery) => store.firstSight(delivery, clock.now())),
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
