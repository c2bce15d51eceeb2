// What Slack delivers, one payload after another, without a workspace.
import type { StringIndexed } from "@slack/bolt";
import { expect, test } from "vitest";
import { type Log, silentLog } from "#src/base/log.ts";
import type { Choice, Handled, Request } from "#src/slack/chat.ts";
import { createDispatch } from "#src/slack/dispatch.ts";
import type { Choices } from "#src/slack/menus.ts";
import { createReceipts } from "#src/slack/receipts.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
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

test("a choice from a card's menu is the line that it carries, and decides about that card", async () => {
  const { deliver, requests } = await given();
  const chosen = { text: { type: "plain_text", text: "For 4 hours" }, value: "silence in-7k3m9x --for=4h" };
  const menu = { type: "static_select", action_id: "run.decide.4", block_id: "b", selected_option: chosen };
  await deliver({ ...click("t1"), actions: [menu] });
  expect(requests).toMatchObject([{ line: "silence in-7k3m9x --for=4h", where: { clicked: "1.0" } }]);
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

test("a menu is told whose form it is in, and what the other fields say", async () => {
  const asked: object[] = [];
  const choices: Choices = async (what) => {
    asked.push(what);
    return [];
  };
  const { deliver } = await given({ choices });
  const origin = { command: "pod logs", cluster: "home", where: { channel: "C1" } };
  await deliver({
    type: "block_suggestion",
    team: { id: "T1" },
    user: { id: "U1" },
    action_id: "pick.container",
    block_id: "container",
    value: "a",
    view: {
      private_metadata: JSON.stringify(origin),
      state: {
        values: {
          pod: { "pick.pod": { type: "external_select", selected_option: { value: "shop/web" } } },
          tail: { tail: { type: "plain_text_input", value: null } },
        },
      },
    },
  });
  expect(asked).toEqual([
    {
      ...{ pick: "container", typed: "a", by: "U1", cluster: "home", command: "pod logs" },
      beside: { pod: "shop/web", tail: "" },
    },
  ]);
});

test("a database that fails keeps no click from being answered", async () => {
  const full = () => Promise.reject(new Error("disk full"));
  const { deliver, requests } = await given({ store: { receive: full, firstSight: full, answered: full } });
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
  const { process } = await given({
    request: async () => {
      events.push("handled");
      return "served";
    },
  });
  const acked = async () => void events.push("acknowledged");
  await process(form({ decides: true }), acked);
  await process(form({}), acked);
  expect(events).toEqual(["handled", "acknowledged", "acknowledged", "handled"]);
});

test("a decision that takes longer than Slack waits is acknowledged all the same", async () => {
  const events: string[] = [];
  const { process, clock } = await given({ request: () => new Promise(() => {}) });
  void process(form({ decides: true }), async () => void events.push("acknowledged"));
  await clock.settle();
  expect(events).toEqual([]);
  await clock.advance(2_500);
  expect(events).toEqual(["acknowledged"]);
});

test("what is wrong in a form is said at its field, and nothing runs", async () => {
  const { deliver, requests } = await given({ check: async () => ({ target: "Type pi-1." }) });
  expect(await deliver(form({}))).toEqual({ response_action: "errors", errors: { target: "Type pi-1." } });
  expect(requests).toEqual([]);
});

test("a form that cannot be looked at in time is handled as it is", async () => {
  const { deliver, requests, clock } = await given({ check: () => new Promise(() => {}) });
  const done = deliver(form({}));
  await clock.settle();
  await clock.advance(800);
  await done;
  expect(requests).toHaveLength(1);
});

test("a decision that is sent again after a crash is handled again: what it decides about tells it apart", async () => {
  const { deliver, requests } = await given();
  await deliver(form({ decides: true }));
  await deliver(form({ decides: true }));
  expect(requests.map(({ line }) => line)).toEqual(["deny op-1", "deny op-1"]);
});

test("what is asked is kept when Slack hears that it was received, and until it is answered", async () => {
  const answer = Promise.withResolvers<Handled>();
  const { process, unanswered } = await given({ request: () => answer.promise });
  let keptAtAck: unknown;
  const done = process(slash("t1", "status"), async () => {
    keptAtAck = await unanswered();
  });
  await expect.poll(() => keptAtAck).toMatchObject([{ request: expect.stringContaining('"line":"status"') }]);
  expect(JSON.stringify(keptAtAck)).not.toMatch(/triggerId|hooks\.example/);
  answer.resolve("served");
  await done;
  expect(await unanswered()).toEqual([]);
});

test.each([
  ["ahead", 10],
  ["behind", -10],
])(
  "a process whose clock is ten minutes %s answers what the dead left when their claim is over, and nothing of the living",
  async (_which, minutes) => {
    const store = openSqlite(":memory:");
    const clock = handClock();
    const other = handClock(clock.now() + minutes * 60_000);
    const parts = { store, redact: (text: string) => text, written: () => {}, log: silentLog };
    const living = createReceipts({ ...parts, clock });
    living.takeUp(async () => "served");
    await living.keep("d1", { line: "status", by: "U0ANN", where: { channel: "C1" } });
    const taken: string[] = [];
    createReceipts({ ...parts, clock: other }).takeUp(async ({ request }) => {
      taken.push(request.line);
      return "served";
    });
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      await other.advance(1_000);
    }
    expect(taken).toEqual([]);

    // Only the other's clock goes on.
    await other.advance(14_000);
    expect(taken).toEqual([]);
    await other.advance(6_000);
    expect(taken).toEqual(["status"]);
  },
);

test("what is cut off by a stop stays unanswered, for the next run", async () => {
  const { process, unanswered } = await given({ request: async () => "cut" });
  await process(slash("t1", "status"), async () => {});
  expect(await unanswered()).toHaveLength(1);
});

test("an event whose acknowledgement did not get out is answered once, though Slack sends it again", async () => {
  const { process, requests } = await given();
  const mention = event("Ev1", {
    type: "app_mention",
    user: "U1",
    text: "<@UBOT> status",
    channel: "C1",
    ts: "1",
  });
  await process(mention, () => Promise.reject(new Error("socket closing")));
  await process(mention, async () => {});
  expect(requests).toHaveLength(1);
});

test("a database that is slow does not keep Slack waiting", async () => {
  const { process, requests, clock } = await given({ store: { receive: () => new Promise(() => {}) } });
  let acknowledged = false;
  void process(slash("t1", "status"), async () => {
    acknowledged = true;
  });
  await clock.settle();
  expect(acknowledged).toBe(false);
  await clock.advance(1_500);
  expect(acknowledged).toBe(true);
  expect(requests).toHaveLength(1);
});

test("a secret in what was asked is not kept", async () => {
  const { process, unanswered } = await given({ request: async () => "cut" });
  await process(slash("t1", "status hunter2"), async () => {});
  expect(JSON.stringify(await unanswered())).not.toContain("hunter2");
});

test("what cannot be handled leaves its error in the log, and nothing of what it was given", async () => {
  const lines: string[] = [];
  const write = (said: string, fields?: object) =>
    void lines.push(
      said,
      JSON.stringify(fields, (_, value) => (value instanceof Error ? value.message : value)),
    );
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const { process } = await given({ log, request: () => Promise.reject(new Error("broken")) });
  await process(slash("t1", "status"), async () => {});
  expect(lines.join("\n")).toContain("broken");
  expect(lines.join("\n")).not.toContain("hooks.example");
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

test("what is decided on the Home tab is answered to the person, and the tab is shown anew", async () => {
  const { deliver, requests, homes } = await given();
  const { channel: _none, message: _nor, ...body } = click("t1");
  await deliver({
    ...body,
    container: { type: "view", view_id: "V1" },
    view: { id: "V1", type: "home" },
    actions: [{ type: "button", action_id: "run.decide.op-1.0", block_id: "b", value: "approve op-1" }],
  });
  expect(requests).toMatchObject([{ line: "approve op-1", where: { channel: "U1", home: true } }]);
  expect(homes).toEqual(["U1"]);
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

function slash(trigger: string, text: string): StringIndexed {
  const asked = { command: "/k8s", text, user_id: "U1", channel_id: "C1" };
  return { ...asked, trigger_id: trigger, response_url: "https://hooks.example/1", token: "t" };
}

type Given = {
  readonly choices?: Choices;
  readonly check?: () => Promise<Readonly<Record<string, string>>>;
  readonly log?: Log;
  readonly request?: (request: Request) => Promise<Handled>;
  readonly store?: Partial<Store>;
};

async function given({
  choices = async () => [],
  check = async () => ({}),
  log = silentLog,
  request,
  store: broken,
}: Given = {}) {
  const requests: Request[] = [];
  const homes: string[] = [];
  const clock = handClock();
  const store = { ...openSqlite(":memory:"), ...broken };
  const redact = (text: string) => text.replaceAll("hunter2", "(redacted)");
  const served = async (asked: Request): Promise<Handled> => {
    requests.push(asked);
    return "served";
  };
  const process = (body: StringIndexed, ack: (response?: unknown) => Promise<void>) =>
    createDispatch({
      listeners: {
        request: request ?? served,
        asRequest: ({ command, by, where }) => ({ line: command, by, where }),
        choices,
        check,
        homeOpened: async (person) => void homes.push(person),
        groupChanged: () => {},
        channelShared: () => {},
        accessLost: () => {},
      },
      botUser: () => "UBOT",
      receipts: createReceipts({ store, redact, written: () => {}, clock, log }),
      clock,
      log,
    })({ body, ack });
  /** Resolves with what was acknowledged. */
  async function deliver(body: StringIndexed): Promise<unknown> {
    let said: unknown;
    await process(body, async (response) => {
      said = response;
    });
    return said;
  }
  const unanswered = async () =>
    store.holdUnanswered({ id: "a test", until: 1 }, await store.unansweredHolders("a test"));
  return { deliver, process, requests, homes, clock, unanswered };
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
