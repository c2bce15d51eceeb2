// Canned states for the page's test: a conversation with every block type, a modal, a home, and hostile text.
import type { AnyBlock, View } from "@slack/types";
import type { ConsoleMessage, ConsoleState } from "../../playground/slack/console.ts";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const mrkdwn = (text: string) => ({ type: "mrkdwn" as const, text, verbatim: true });
const cell = (text: string) => ({ type: "raw_text" as const, text });
const option = (text: string, value: string) => ({ text: plain(text), value });

export const CHANNEL = "C0OPS";
export const START_SECONDS = 1_795_356_000;

/** What the bot answers to `/k8s status`, with a menu, an external menu and a question before the last button. */
export const statusBlocks = [
  { type: "header", block_id: "head", text: plain("home: 1 problem :warning:") },
  {
    type: "section",
    block_id: "facts",
    fields: [
      mrkdwn("*Nodes*\n:large_yellow_circle: 2 of 3 ready"),
      mrkdwn("*Pods*\n:large_yellow_circle: 31 of 34 running"),
      mrkdwn("*API server*\n:large_green_circle: v1.34.2, 12 ms"),
      mrkdwn("*Certificates*\n:large_green_circle: 74 days left"),
    ],
  },
  {
    type: "table",
    block_id: "nodes",
    column_settings: [{}, { is_wrapped: true }, {}, { align: "right" }, { align: "right" }],
    rows: [
      [cell("Node"), cell("State"), cell("Arch"), cell("CPU"), cell("Memory")],
      [cell(":strawberry: pi-1"), cell(":red_circle: NotReady 6m"), cell("arm64"), cell("-"), cell("-")],
      [
        cell(":computer: worker-1"),
        cell(":large_green_circle: Ready"),
        cell("amd64"),
        cell("0.8 of 4"),
        cell("3.1 of 16 GiB"),
      ],
      [
        cell(":computer: cp-1"),
        cell(":large_green_circle: Ready"),
        cell("amd64"),
        cell("0.6 of 2"),
        cell("1.9 of 4 GiB"),
      ],
    ],
  },
  {
    type: "actions",
    block_id: "acts",
    elements: [
      { type: "button", action_id: "refresh", value: "home", style: "primary", text: plain("Refresh") },
      { type: "button", action_id: "problems", value: "home", text: plain("Problems (1)") },
      {
        type: "button",
        action_id: "cordon",
        value: "pi-1",
        style: "danger",
        text: plain("Cordon pi-1"),
        confirm: {
          title: plain("Cordon pi-1?"),
          text: mrkdwn("No new pods go to *pi-1*."),
          confirm: plain("Cordon"),
          deny: plain("Back"),
        },
      },
      {
        type: "static_select",
        action_id: "mute",
        placeholder: plain("Mute for..."),
        options: [option("30 minutes", "30m"), option("4 hours", "4h")],
      },
      { type: "external_select", action_id: "pod", placeholder: plain("Pick a pod"), min_query_length: 0 },
      {
        type: "overflow",
        action_id: "more",
        options: [option("Copy as text", "copy"), option("Help", "help")],
      },
    ],
  },
  {
    type: "context",
    block_id: "when",
    elements: [mrkdwn(`as of <!date^${START_SECONDS}^{time_secs}|14:00:00 UTC> | \`home\` | by <@U1>`)],
  },
] as unknown as AnyBlock[]; // column_settings and overflow mixes are stricter in the types than in Slack

/** One of everything else. */
export const everyBlock = [
  {
    type: "section",
    block_id: "said",
    text: mrkdwn(
      "*bold* _italic_ ~strike~ `code` <https://example.com/a?b=1|a link> :tada:\n> quoted\n```fenced\n  text```",
    ),
  },
  {
    type: "section",
    block_id: "side",
    text: mrkdwn("With a picture"),
    accessory: { type: "image", image_url: "https://example.com/x.png", alt_text: "a graph" },
  },
  { type: "divider", block_id: "line" },
  {
    type: "image",
    block_id: "pic",
    image_url: "https://example.com/y.png",
    alt_text: "load over a day",
    title: plain("Load"),
  },
  {
    type: "markdown",
    text: "## Runbook\n1. Look at **kubelet**\n2. Run `journalctl`\n\n- [docs](https://example.com/docs)",
  },
  {
    type: "rich_text",
    block_id: "rich",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text: "plain *not bold* " },
          { type: "text", text: "bold", style: { bold: true } },
          { type: "emoji", name: "warning" },
          { type: "user", user_id: "U2" },
          { type: "link", url: "https://example.com", text: "link" },
          { type: "date", timestamp: START_SECONDS, format: "{date_short}", fallback: "then" },
        ],
      },
      {
        type: "rich_text_list",
        style: "ordered",
        elements: [
          { type: "rich_text_section", elements: [{ type: "text", text: "first" }] },
          { type: "rich_text_section", elements: [{ type: "text", text: "second" }] },
        ],
      },
      { type: "rich_text_quote", elements: [{ type: "text", text: "a quote" }] },
      {
        type: "rich_text_preformatted",
        elements: [{ type: "text", text: "panic: <b>no</b>\n\tmain.go:41" }],
      },
    ],
  },
  {
    type: "section",
    block_id: "who",
    text: mrkdwn("Who?"),
    accessory: { type: "users_select", action_id: "user", placeholder: plain("A person") },
  },
  {
    type: "actions",
    block_id: "many",
    elements: [
      {
        type: "checkboxes",
        action_id: "checks",
        options: [option("Drain first", "drain"), option("Notify", "notify")],
      },
      {
        type: "radio_buttons",
        action_id: "radio",
        options: [option("Now", "now"), option("Later", "later")],
        initial_option: option("Now", "now"),
      },
      { type: "datepicker", action_id: "day", initial_date: "2026-11-22" },
      { type: "timepicker", action_id: "hour", initial_time: "14:00" },
      { type: "conversations_select", action_id: "where", placeholder: plain("A place") },
      { type: "channels_select", action_id: "channel", placeholder: plain("A channel") },
      {
        type: "multi_static_select",
        action_id: "nodes",
        placeholder: plain("Nodes"),
        options: [option("cp-1", "cp-1"), option("pi-1", "pi-1")],
      },
    ],
  },
  {
    type: "plan",
    block_id: "plan",
    title: "Joining pi-2",
    tasks: [
      { type: "task_card", task_id: "a", title: "Prepare", status: "complete" },
      { type: "task_card", task_id: "b", title: "Join", status: "in_progress" },
    ],
  },
  { type: "hologram", block_id: "odd" },
] as unknown as AnyBlock[]; // "hologram" is of no known type, which is the point

/** Text that would run, notify or hide something, were it not kept as text. */
export const hostileText =
  "&lt;!channel&gt; <!channel> <img src=x onerror=alert(1)> <javascript:alert(1)|click> &lt;b&gt;bold&lt;/b&gt; bell\u0007 turned\u202Etxt.exe";

export const formView = {
  type: "modal",
  callback_id: "node.add",
  title: plain("Add a node"),
  submit: plain("Add"),
  close: plain("Cancel"),
  blocks: [
    {
      type: "input",
      block_id: "host",
      label: plain("Host"),
      hint: plain("A name that resolves, or an address"),
      element: { type: "plain_text_input", action_id: "text", focus_on_load: true },
    },
    {
      type: "input",
      block_id: "role",
      label: plain("Role"),
      element: {
        type: "static_select",
        action_id: "pick",
        options: [option("worker", "worker"), option("control plane", "cp")],
        initial_option: option("worker", "worker"),
      },
    },
    {
      type: "input",
      block_id: "pods",
      optional: true,
      label: plain("Most pods"),
      element: { type: "number_input", action_id: "count", is_decimal_allowed: false },
    },
    {
      type: "input",
      block_id: "why",
      optional: true,
      label: plain("Reason"),
      element: { type: "plain_text_input", action_id: "text", multiline: true },
    },
    {
      type: "input",
      block_id: "find",
      dispatch_action: true,
      optional: true,
      label: plain("Find"),
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
} as unknown as View; // is_decimal_allowed: false is fine, the union of views is not

export const homeView = {
  type: "home",
  blocks: [
    { type: "header", text: plain("Your clusters") },
    {
      type: "section",
      block_id: "h1",
      text: mrkdwn(":large_yellow_circle: *home* - 2 of 3 nodes, 1 alert"),
      accessory: { type: "button", action_id: "open", value: "home", text: plain("Status") },
    },
  ],
} as unknown as View; // a literal's `type` widens

/** The workspace with one empty channel, a direct message, and three people. */
export function emptyState(): ConsoleState {
  return {
    team: "Home Lab",
    as: "U1",
    bot: { id: "UBOT", name: "wheelhouse", connections: 2 },
    people: [
      { id: "U1", name: "ann", label: "operator" },
      { id: "U2", name: "bob", label: "approver" },
      { id: "U3", name: "vic", label: "viewer" },
      { id: "UBOT", name: "wheelhouse", label: "this bot" },
    ],
    groups: [{ id: "S1", handle: "sre" }],
    channels: [
      { id: CHANNEL, name: "ops", kind: "channel", messages: [] },
      { id: "C0GEN", name: "general", kind: "channel", messages: [] },
      { id: "D0BOT", name: "wheelhouse", kind: "im", messages: [] },
    ],
    modals: [],
    home: undefined,
    notice: "Simulated workspace and cluster: nothing here leaves your machine",
    scenarios: [
      {
        name: "pi-off",
        title: "Raspberry Pi off",
        description: "The Pi loses power; its pods hang.",
        active: true,
      },
      { name: "dns", title: "CoreDNS crash loop", description: "A bad Corefile was applied.", active: false },
    ],
  };
}

/** The same with these messages in #ops. */
export function stateWith(
  messages: readonly Partial<ConsoleMessage>[],
  more: Partial<ConsoleState> = {},
): ConsoleState {
  const state = emptyState();
  const full = messages.map((message, index) => ({
    channel: CHANNEL,
    user: "UBOT",
    text: "",
    ts: `${START_SECONDS + index * 40}.000${index}00`,
    ...message,
  }));
  const channels = state.channels.map((channel) =>
    channel.id === CHANNEL ? { ...channel, messages: full } : channel,
  );
  return { ...state, channels, ...more };
}

/** A conversation that shows the page at its best. */
export function conversation(): ConsoleState {
  const root = `${START_SECONDS}.000000`;
  return stateWith([
    { user: "U1", text: "<@UBOT> status", ts: root },
    { blocks: statusBlocks, text: "home: 1 problem" },
    { thread_ts: root, text: "pi-1 stopped answering at 13:54." },
    { thread_ts: root, user: "U2", text: "I pulled the plug, sorry :eyes:" },
    {
      text: "firing",
      attachments: [
        {
          color: "#a30200",
          fallback: "NodeDown",
          blocks: [
            {
              type: "section",
              block_id: "al",
              text: mrkdwn(":rotating_light: *NodeDown* - `pi-1` on *home*\n3 pods wait for it"),
            },
          ],
        },
      ],
    },
    { user: "UBOT", ephemeral: "U1", text: ":no_entry: Only an *operator* may run `node drain`." },
    {
      text: "Logs of `api-6c9f`",
      edited: true,
      files: [{ id: "F1", name: "api-6c9f.log", content: "line 1\n<script>alert(1)</script>\n" }],
    },
  ]);
}
