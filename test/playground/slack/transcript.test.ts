// Conversations as plain text.
import type { AnyBlock } from "@slack/types";
import { beforeEach, expect, test } from "vitest";
import { post } from "../../../playground/slack/messages.ts";
import { settingsFrom } from "../../../playground/slack/options.ts";
import { createState, type State } from "../../../playground/slack/state.ts";
import { transcript } from "../../../playground/slack/transcript.ts";

const OPS = "C0OPS";
const BOT = "U0WHEEL";
const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const raw = (text: string) => ({ type: "raw_text", text });

let state: State;
beforeEach(() => {
  state = createState(settingsFrom({}));
});

function botSays(...blocks: object[]): string {
  post(state, { channel: OPS, user: BOT, text: "t", blocks: blocks as AnyBlock[] });
  return transcript(state, { channel: OPS }).replace("# ops\nwheelhouse:\n", "").replace(/^ {2}/gm, "");
}

test("a thread is indented below its root", () => {
  const root = post(state, { channel: OPS, user: "U0ANN", text: "root" });
  post(state, { channel: OPS, user: "U0BOB", text: "later" });
  post(state, { channel: OPS, user: BOT, text: "reply", thread_ts: root.ts });

  expect(transcript(state)).toBe("# ops\nAnn: root\n  wheelhouse: reply\nBob: later");
});

test("an ephemeral message names the one who sees it, and nobody else sees it", () => {
  post(state, { channel: OPS, user: BOT, text: "psst", ephemeral: "U0ANN" });

  expect(transcript(state, { as: "U0ANN" })).toBe("# ops\nwheelhouse (only visible to Ann): psst");
  expect(transcript(state, { as: "U0BOB" })).toBe("");
});

test("a slash command stands as it was typed, for the one who typed it", () => {
  post(state, { channel: OPS, user: "U0ANN", text: "/k8s logs <pod>", typed: true });

  expect(transcript(state, { as: "U0ANN" })).toBe("# ops\nAnn: /k8s logs <pod>");
  expect(transcript(state, { as: "U0BOB" })).toBe("");
});

test("mentions, links, dates and entities read as in Slack", () => {
  post(state, {
    channel: OPS,
    user: BOT,
    text: "<@U0BOB> <!subteam^S0SRE> <#C0ALERTS> <https://x|here> <!date^1^{time}|14:07 UTC> a &lt; b",
  });

  expect(transcript(state)).toContain("@bob @sre #alerts here (https://x) 14:07 UTC a < b");
});

test.each([
  ["a header", { type: "header", text: plain("Nodes") }, "== Nodes =="],
  ["fields", { type: "section", fields: [mrkdwn("*A*\n1"), mrkdwn("*B*\n2")] }, "*A* 1\n*B* 2"],
  ["a button", { type: "actions", elements: [{ type: "button", text: plain("Go") }] }, "[Go]"],
  [
    "a menu",
    { type: "actions", elements: [{ type: "static_select", placeholder: plain("Pod") }] },
    "<Pod v>",
  ],
  ["an overflow menu", { type: "actions", elements: [{ type: "overflow", options: [] }] }, "<... v>"],
  ["context", { type: "context", elements: [mrkdwn("a"), mrkdwn("b")] }, "a | b"],
  [
    "an input",
    { type: "input", label: plain("Why"), element: { type: "plain_text_input" } },
    "Why: [........]",
  ],
  [
    "a table",
    {
      type: "table",
      rows: [
        [raw("Node"), raw("State")],
        [raw("worker-7"), raw("NotReady")],
      ],
    },
    "Node      State\nworker-7  NotReady",
  ],
  [
    "rich text",
    {
      type: "rich_text",
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "<raw>" }] }],
    },
    "<raw>",
  ],
  [
    "a plan",
    {
      type: "plan",
      title: "Drain",
      tasks: [{ type: "task_card", task_id: "1", title: "Cordon", status: "complete" }],
    },
    "Drain\nx Cordon",
  ],
])("%s is drawn in characters", (_what, block, drawn) => {
  expect(botSays(block)).toBe(drawn);
});

test("an attachment has its bar at the left", () => {
  const blocks = [{ type: "section", text: mrkdwn("one\ntwo") }] as AnyBlock[];
  post(state, { channel: OPS, user: BOT, text: "", attachments: [{ id: 1, blocks }] });

  expect(transcript(state)).toContain("  | one\n  | two");
});
