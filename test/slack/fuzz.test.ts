// Thousands of malformed clicks, lines and forms: nothing changes and nothing crashes. Seeded, so that a failure repeats.
import type { StringIndexed } from "@slack/bolt";
import { expect, test } from "vitest";
import { type Log, silentLog } from "#src/base/log.ts";
import { requestOf } from "#src/request/bot.ts";
import { createDispatch } from "#src/slack/dispatch.ts";
import { createReceipts } from "#src/slack/receipts.ts";
import { hostile } from "../commands/ask.ts";
import { bob, givenBot } from "../given-bot.ts";

const deliveries = 10_000;

test("ten thousand malformed deliveries change nothing and crash nothing", { timeout: 600_000 }, async () => {
  const given = await givenBot();
  const id = await given.say.propose("node touch worker-1");
  const before = JSON.stringify(await given.operations.list({}));
  const { process, errors } = dispatchTo(given);
  const pick = chance(20_261_122);
  for (let at = 0; at < deliveries; at++) await process(delivery(pick, id, at));
  expect(JSON.stringify(await given.operations.list({}))).toBe(before);
  expect(given.runs).toEqual([]);
  expect(errors).toEqual([]);

  await given.say(bob, `approve ${id}`);
  await given.clock.advance(5_000);
  expect(given.runs).toEqual(["worker-1"]);
});

type Pick = <T>(among: readonly T[]) => T;

/** mulberry32 */
function chance(seed: number): Pick {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (among) => among[Math.floor(next() * among.length)] as (typeof among)[number];
}

/** By people without the right, or without sense: no line here is one that somebody may give. */
function delivery(pick: Pick, id: string, at: number): StringIndexed {
  const by = pick([bob, "U0VIC", "", "U0ANN", hostile]);
  const line = pick([sense, nonsense])(pick, id, by);
  const body = pick([click, form, command, spoken])(line, by, `${at}`, pick);
  return pick([true, false, false]) ? mangled(body, pick) : body;
}

/** What would mean something from somebody else. */
function sense(pick: Pick, id: string, by: string): string {
  const verbs = ["approve", "deny", "resume", "stop", "abandon", "retry"];
  const target = by === bob ? "op-zzzzzz" : id;
  if (by === "U0ANN") return pick([`approve ${id}`, `deny ${id} --reason no`, `stop ${id}`, `resume ${id}`]);
  return pick([`${pick(verbs)} ${target}`, `cancel ${id}`, "node touch worker-1", "node wipe worker-1"]);
}

function nonsense(pick: Pick, id: string): string {
  const words = [
    "approve",
    "deny",
    id,
    "--target",
    "--reason",
    "--operation=",
    hostile,
    '"',
    "\\",
    "node",
    "--",
    "💥",
    "%00",
    "{}",
    "--cluster",
  ];
  const said = Array.from({ length: pick([1, 2, 3, 6, 40]) }, () => pick(words)).join(
    pick([" ", "", "\n", "\t"]),
  );
  // Its pieces must not add up to a decision that somebody may take.
  return `x${said}`;
}

function click(value: string, id: string, trigger: string, pick: Pick): StringIndexed {
  const how = pick([
    "decide.approve",
    "decide",
    "redraw.0",
    "thread.1",
    "form.0",
    "direct.x",
    "ask.0",
    "nope",
    "",
  ]);
  return {
    type: "block_actions",
    team: { id: "T1" },
    user: { id },
    trigger_id: trigger,
    channel: { id: "C1" },
    container: { type: "message", message_ts: "1.0", channel_id: "C1" },
    message: { ts: "1.0" },
    actions: [{ type: pick(["button", "static_select"]), action_id: `run.${how}`, block_id: "b", value }],
  };
}

function form(line: string, id: string, trigger: string, pick: Pick): StringIndexed {
  const origin = {
    command: line,
    where: { channel: "C1" },
    ...(pick([true, false]) ? { decides: true } : {}),
  };
  return {
    type: "view_submission",
    team: { id: "T1" },
    user: { id },
    view: {
      id: `V${trigger}`,
      hash: trigger,
      type: "modal",
      callback_id: pick(["form", "other"]),
      private_metadata: pick([JSON.stringify(origin), "", "{", "null", "[]", hostile]),
      state: {
        values: {
          [pick(["reason", "target", "__proto__", hostile])]: {
            x: { type: "plain_text_input", value: line },
          },
        },
      },
    },
  };
}

function command(text: string, id: string, trigger: string, pick: Pick): StringIndexed {
  const name = pick(["/k8s", "/K8S", "/other"]);
  return {
    command: name,
    text,
    user_id: id,
    channel_id: "C1",
    trigger_id: trigger,
    team_id: "T1",
    response_url: "",
  };
}

function spoken(text: string, user: string, trigger: string, pick: Pick): StringIndexed {
  const event = {
    type: pick(["app_mention", "message"]),
    channel_type: "im",
    user,
    text: `<@UBOT> ${text}`,
    channel: "D1",
    ts: trigger,
  };
  return { type: "event_callback", event_id: `Ev${trigger}`, team_id: "T1", api_app_id: "A1", event };
}

/** One field somewhere is missing, or is something else. */
function mangled(body: StringIndexed, pick: Pick): StringIndexed {
  // Without these Bolt itself does not know what a payload is, and no listener sees it.
  const fields = Object.keys(body).filter(
    (key) => !["type", "team", "team_id", "command", "user", "event"].includes(key),
  );
  const key = pick(fields);
  const inner = body[key];
  const replaced =
    typeof inner === "object" && inner !== null && !Array.isArray(inner) && key !== "view"
      ? { ...inner, [pick(Object.keys(inner))]: pick([undefined, null, 5, {}, [], hostile]) }
      : key === "actions" || key === "view"
        ? inner
        : pick([undefined, null, 5, hostile]);
  return { ...body, [key]: replaced };
}

function dispatchTo({ bot, store, clock }: Awaited<ReturnType<typeof givenBot>>) {
  const errors: unknown[] = [];
  const log: Log = { ...silentLog, error: (_event, fields) => void errors.push(fields) };
  const take = createDispatch({
    listeners: {
      request: bot.handle,
      asRequest: requestOf,
      choices: async () => [],
      check: async () => ({}),
      homeOpened: async () => {},
      groupChanged: () => {},
      channelShared: () => {},
      accessLost: () => {},
    },
    botUser: () => "UBOT",
    receipts: createReceipts({ store, redact: (text) => text, written: () => {}, clock, log }),
    clock,
    log,
  });
  return { errors, process: (body: StringIndexed) => take({ body, ack: async () => {} }) };
}
