// The limits of Block Kit: for each, the last value that Slack takes and the first that it refuses.
import { describe, expect, test } from "vitest";
import {
  blocksCharacters,
  MESSAGE_BLOCKS_LIMIT,
  validateMessage,
  validateView,
} from "#src/slack/block-kit.ts";

const x = (count: number) => "x".repeat(count);
const many = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const option = (value = "v", text = "t", more: object = {}) => ({ text: plain(text), value, ...more });
const section = (more: object) => ({ type: "section", text: mrkdwn("s"), ...more });
const button = (more: object = {}) => ({ type: "button", text: plain("b"), ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const select = (more: object) => actions({ type: "static_select", ...more });
const confirm = (more: object) =>
  actions(
    button({
      confirm: { title: plain("t"), text: mrkdwn("t"), confirm: plain("c"), deny: plain("d"), ...more },
    }),
  );
const input = (element: object, more: object = {}) => ({
  type: "input",
  label: plain("l"),
  element,
  ...more,
});
const cell = (text: string) => ({ type: "raw_text", text });
const table = (rows: unknown, more: object = {}) => ({ type: "table", rows, ...more });
const rich = (...elements: object[]) => ({ type: "rich_text", elements });
const words = (text: string) => ({ type: "rich_text_section", elements: [{ type: "text", text }] });

type Case = readonly [what: string, block: object];

const TAKEN: readonly Case[] = [
  ["a header of 150 characters", { type: "header", text: plain(x(150)) }],
  ["a header of 150 emoji, each two code units", { type: "header", text: plain("🚀".repeat(150)) }],
  ["a section of 3,000 characters", { type: "section", text: mrkdwn(x(3_000)) }],
  ["ten fields", { type: "section", fields: many(10, () => mrkdwn("f")) }],
  ["a field of 2,000 characters", { type: "section", fields: [mrkdwn(x(2_000))] }],
  ["a section with a button", section({ accessory: button() })],
  ["ten context elements", { type: "context", elements: many(10, () => mrkdwn("c")) }],
  ["25 buttons", actions(...many(25, (index) => button({ action_id: `a${index}` })))],
  ["a button of 75 characters", actions(button({ text: plain(x(75)), value: x(2_000) }))],
  ["a menu of 100 options", select({ options: many(100, () => option()) })],
  [
    "a menu of 100 groups",
    select({ option_groups: many(100, () => ({ label: plain("g"), options: [option()] })) }),
  ],
  ["an option's value of 150 characters", select({ options: [option(x(150), x(75))] })],
  [
    "an overflow menu of five with a link",
    actions({ type: "overflow", options: many(5, () => option("v", "t", { url: "https://x" })) }),
  ],
  [
    "ten checkboxes in mrkdwn",
    actions({ type: "checkboxes", options: many(10, () => ({ text: mrkdwn("*t*"), value: "v" })) }),
  ],
  [
    "an external select",
    actions({ type: "external_select", placeholder: plain(x(150)), min_query_length: 0 }),
  ],
  ["a users select", actions({ type: "users_select" })],
  ["a date picker", actions({ type: "datepicker", initial_date: "2026-11-22" })],
  [
    "a confirm dialog at its limits",
    confirm({ title: plain(x(100)), text: plain(x(300)), confirm: plain(x(30)), style: "danger" }),
  ],
  ["a divider", { type: "divider" }],
  ["an image", { type: "image", image_url: "https://x/y.png", alt_text: "a" }],
  [
    "rich text with a list",
    rich(words("w"), { type: "rich_text_list", style: "bullet", elements: [words("i")] }),
  ],
  [
    "preformatted rich text",
    rich({ type: "rich_text_preformatted", elements: [{ type: "text", text: "log" }] }),
  ],
  ["a table of 100 rows", table(many(100, () => [cell("c")]))],
  ["a table of 20 columns", table([many(20, () => cell("c"))])],
  ["a table with numbers and rich text", table([[{ type: "raw_number", value: 1 }, rich(words("w"))]])],
  ["markdown", { type: "markdown", text: "**m**" }],
  [
    "a plan",
    {
      type: "plan",
      title: "p",
      tasks: [{ type: "task_card", task_id: "1", title: "t", status: "complete" }],
    },
  ],
];

const REFUSED: readonly (readonly [...Case, pointer: string])[] = [
  ["a header of 151 characters", { type: "header", text: plain(x(151)) }, "/text/text"],
  ["a header in mrkdwn", { type: "header", text: mrkdwn("h") }, "/text/type"],
  ["an empty header", { type: "header", text: plain("") }, "/text/text"],
  ["a header without text", { type: "header" }, ""],
  ["a section of 3,001 characters", { type: "section", text: mrkdwn(x(3_001)) }, "/text/text"],
  ["a section without anything", { type: "section" }, ""],
  ["eleven fields", { type: "section", fields: many(11, () => mrkdwn("f")) }, "/fields"],
  ["a field of 2,001 characters", { type: "section", fields: [mrkdwn(x(2_001))] }, "/fields/0/text"],
  ["an input as accessory", section({ accessory: { type: "plain_text_input" } }), "/accessory/type"],
  ["eleven context elements", { type: "context", elements: many(11, () => mrkdwn("c")) }, "/elements"],
  ["a button in context", { type: "context", elements: [button()] }, "/elements/0/type"],
  ["26 buttons", actions(...many(26, (index) => button({ action_id: `a${index}` }))), "/elements"],
  ["no buttons", actions(), "/elements"],
  ["a button of 76 characters", actions(button({ text: plain(x(76)) })), "/elements/0/text/text"],
  ["a button's value of 2,001", actions(button({ value: x(2_001) })), "/elements/0/value"],
  ["a button's url of 3,001", actions(button({ url: x(3_001) })), "/elements/0/url"],
  [
    "a button's spoken label of 76",
    actions(button({ accessibility_label: x(76) })),
    "/elements/0/accessibility_label",
  ],
  ["a blue button", actions(button({ style: "blue" })), "/elements/0/style"],
  ["an action id of 256", actions(button({ action_id: x(256) })), "/elements/0/action_id"],
  [
    "the same action id twice",
    actions(button({ action_id: "a" }), button({ action_id: "a" })),
    "/elements/1/action_id",
  ],
  ["an unknown element", actions({ type: "lever" }), "/elements/0/type"],
  ["a text input among buttons", actions({ type: "plain_text_input" }), "/elements/0/type"],
  ["a menu of 101 options", select({ options: many(101, () => option()) }), "/elements/0/options"],
  ["a menu without options", select({}), "/elements/0"],
  ["a menu with both kinds", select({ options: [option()], option_groups: [] }), "/elements/0"],
  ["an option's value of 151", select({ options: [option(x(151))] }), "/elements/0/options/0/value"],
  ["an option's text of 76", select({ options: [option("v", x(76))] }), "/elements/0/options/0/text/text"],
  [
    "an option with a link",
    select({ options: [option("v", "t", { url: "u" })] }),
    "/elements/0/options/0/url",
  ],
  [
    "a placeholder of 151",
    select({ options: [option()], placeholder: plain(x(151)) }),
    "/elements/0/placeholder/text",
  ],
  [
    "an overflow menu of six",
    actions({ type: "overflow", options: many(6, () => option()) }),
    "/elements/0/options",
  ],
  [
    "eleven radio buttons",
    actions({ type: "radio_buttons", options: many(11, () => option()) }),
    "/elements/0/options",
  ],
  ["a date out of form", actions({ type: "datepicker", initial_date: "22.11." }), "/elements/0/initial_date"],
  ["a confirm title of 101", confirm({ title: plain(x(101)) }), "/elements/0/confirm/title/text"],
  ["a confirm text of 301", confirm({ text: plain(x(301)) }), "/elements/0/confirm/text/text"],
  ["a confirm button of 31", confirm({ confirm: plain(x(31)) }), "/elements/0/confirm/confirm/text"],
  ["a deny button of 31", confirm({ deny: plain(x(31)) }), "/elements/0/confirm/deny/text"],
  ["an image without words", { type: "image", image_url: "https://x" }, ""],
  ["an image's words of 2,001", { type: "image", image_url: "https://x", alt_text: x(2_001) }, "/alt_text"],
  ["rich text of an unknown kind", rich({ type: "rich_text_poem", elements: [] }), "/elements/0/type"],
  ["empty rich text", rich(words("")), "/elements/0/elements/0/text"],
  ["a table of 101 rows", table(many(101, () => [cell("c")])), "/rows"],
  ["a table of 21 columns", table([many(21, () => cell("c"))]), "/rows/0"],
  ["a ragged table", table([[cell("a"), cell("b")], [cell("c")]]), "/rows/1"],
  ["an empty cell", table([[cell("")]]), "/rows/0/0/text"],
  ["a cell of mrkdwn", table([[mrkdwn("c")]]), "/rows/0/0/type"],
  ["a table of 10,001 characters", table([[cell(x(10_001))]]), "/rows"],
  [
    "a column aligned to nowhere",
    table([[cell("c")]], { column_settings: [{ align: "up" }] }),
    "/column_settings/0/align",
  ],
  ["a block id of 256", { type: "divider", block_id: x(256) }, "/block_id"],
  [
    "a task with a status Slack has not",
    { type: "task_card", task_id: "1", title: "t", status: "completed" },
    "/status",
  ],
  ["an alert outside a modal", { type: "alert", text: mrkdwn("a") }, "/type"],
  ["an unknown block", { type: "marquee" }, "/type"],
  ["something that is no block", [], ""],
];

const TAKEN_IN_MODALS: readonly Case[] = [
  ["an alert", { type: "alert", level: "warning", text: mrkdwn(x(200)) }],
  ["a text input", input({ type: "plain_text_input", min_length: 3, max_length: 3_000 })],
  [
    "a number input",
    input({ type: "number_input", is_decimal_allowed: false, min_value: "1", max_value: "10" }),
  ],
  ["radio buttons", input({ type: "radio_buttons", options: [option()] })],
  [
    "a label and a hint of 2,000",
    input({ type: "plain_text_input" }, { label: plain(x(2_000)), hint: plain(x(2_000)) }),
  ],
];

const REFUSED_IN_MODALS: readonly (readonly [...Case, pointer: string])[] = [
  ["an alert of 201", { type: "alert", text: mrkdwn(x(201)) }, "/text/text"],
  ["an alert of an unknown level", { type: "alert", text: mrkdwn("a"), level: "loud" }, "/level"],
  ["a label of 2,001", input({ type: "plain_text_input" }, { label: plain(x(2_001)) }), "/label/text"],
  ["a hint of 2,001", input({ type: "plain_text_input" }, { hint: plain(x(2_001)) }), "/hint/text"],
  ["an input without a label", { type: "input", element: { type: "plain_text_input" } }, ""],
  ["a button as an input", input(button()), "/element/type"],
  ["a longest input of 3,001", input({ type: "plain_text_input", max_length: 3_001 }), "/element/max_length"],
  [
    "a minimum over the maximum",
    input({ type: "plain_text_input", min_length: 5, max_length: 4 }),
    "/element/min_length",
  ],
  ["a number of unknown kind", input({ type: "number_input" }), "/element"],
  [
    "numbers from ten to one",
    input({ type: "number_input", is_decimal_allowed: true, min_value: "10", max_value: "1" }),
    "/element/min_value",
  ],
  ["a table", table([[cell("c")]]), "/type"],
  ["markdown", { type: "markdown", text: "m" }, "/type"],
];

describe("a message", () => {
  test.each(TAKEN)("takes %s", (_what, block) => {
    expect(validateMessage({ blocks: [block] })).toEqual([]);
  });

  test.each(REFUSED)("refuses %s", (_what, block, pointer) => {
    const problems = validateMessage({ text: "t", blocks: [block] });

    expect(problems.map((problem) => problem.pointer)).toContainEqual(
      expect.stringContaining(`/blocks/0${pointer}`),
    );
  });

  test.each([
    ["51 blocks", { blocks: many(51, () => ({ type: "divider" })) }, "/blocks"],
    ["blocks that are no array", { blocks: {} }, "/blocks"],
    [
      "the same block id twice",
      { blocks: many(2, () => ({ type: "divider", block_id: "b" })) },
      "/blocks/1/block_id",
    ],
    ["two tables", { blocks: many(2, () => table([[cell("c")]])) }, "/blocks/1"],
    ["101 attachments", { attachments: many(101, () => ({})) }, "/attachments"],
    [
      "a fault in an attachment",
      { attachments: [{ blocks: [{ type: "header" }] }] },
      "/attachments/0/blocks/0",
    ],
    [
      "more than all blocks may hold",
      { blocks: many(5, () => section({ text: mrkdwn(x(2_900)) })) },
      "/blocks",
    ],
  ])("refuses %s", (_what, message, pointer) => {
    expect(validateMessage(message)).toMatchObject([{ pointer, message: expect.any(String) }]);
  });

  test("holds blocks up to the limit of all together", () => {
    const blocks = many(4, () => section({ text: plain(x(MESSAGE_BLOCKS_LIMIT / 4)) }));

    expect(blocksCharacters(blocks)).toBe(MESSAGE_BLOCKS_LIMIT);
    expect(validateMessage({ blocks })).toEqual([]);
    expect(validateMessage({ blocks: [...blocks, section({ text: plain("x") })] })).toHaveLength(1);
  });

  test("may name the same action in two blocks", () => {
    const blocks = many(2, () => actions(button({ action_id: "a" })));

    expect(validateMessage({ blocks })).toEqual([]);
  });

  test("may be text alone", () => {
    expect(validateMessage({ text: "t" })).toEqual([]);
  });
});

describe("a modal", () => {
  const modal = (more: object) => ({
    type: "modal",
    title: plain("t"),
    submit: plain("s"),
    blocks: [],
    ...more,
  });

  test.each(TAKEN_IN_MODALS)("takes %s", (_what, block) => {
    expect(validateView(modal({ blocks: [block] }))).toEqual([]);
  });

  test.each(REFUSED_IN_MODALS)("refuses %s", (_what, block, pointer) => {
    const problems = validateView(modal({ blocks: [block] }));

    expect(problems.map((problem) => problem.pointer)).toContainEqual(
      expect.stringContaining(`/blocks/0${pointer}`),
    );
  });

  test.each([
    ["a title of 25", modal({ title: plain(x(25)) }), "/title/text"],
    ["a title in mrkdwn", modal({ title: mrkdwn("t") }), "/title/type"],
    ["no title", { type: "modal", blocks: [] }, ""],
    ["a submit button of 25", modal({ submit: plain(x(25)) }), "/submit/text"],
    ["a close button of 25", modal({ close: plain(x(25)) }), "/close/text"],
    ["private metadata of 3,001", modal({ private_metadata: x(3_001) }), "/private_metadata"],
    ["a callback id of 256", modal({ callback_id: x(256) }), "/callback_id"],
    [
      "an input without submit",
      { type: "modal", title: plain("t"), blocks: [input({ type: "plain_text_input" })] },
      "",
    ],
    ["101 blocks", modal({ blocks: many(101, () => ({ type: "divider" })) }), "/blocks"],
    ["another kind of view", { type: "drawer", blocks: [] }, "/type"],
    ["nothing", undefined, ""],
  ])("refuses %s", (_what, view, pointer) => {
    expect(validateView(view)).toMatchObject([{ pointer, message: expect.any(String) }]);
  });

  test("takes titles and metadata at their limits, and 100 blocks", () => {
    const view = modal({
      title: plain(x(24)),
      submit: plain(x(24)),
      close: plain(x(24)),
      private_metadata: x(3_000),
      callback_id: x(255),
      blocks: many(100, () => ({ type: "divider" })),
    });

    expect(validateView(view)).toEqual([]);
  });

  test("must stay below 250 kB", () => {
    const blocks = many(90, () => section({ text: mrkdwn(x(3_000)) }));

    expect(validateView(modal({ blocks }))).toMatchObject([{ message: "view_too_large" }]);
  });
});

test("a home tab takes no alert and needs no title", () => {
  const alert = { type: "alert", text: mrkdwn("a") };

  expect(validateView({ type: "home", blocks: [section({})] })).toEqual([]);
  expect(validateView({ type: "home", blocks: [alert] })).toMatchObject([{ pointer: "/blocks/0/type" }]);
});
