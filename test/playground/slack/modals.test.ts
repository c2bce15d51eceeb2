// What happens to a person's modals, by what the bot answers to a submission.
import type { AnyBlock, View } from "@slack/types";
import { beforeEach, expect, test } from "vitest";
import type { Events } from "../../../playground/slack/events.ts";
import { settingsFrom } from "../../../playground/slack/options.ts";
import { createState, type State } from "../../../playground/slack/state.ts";
import { close, submit } from "../../../playground/slack/submit.ts";
import { openView, pushView, replaceView, setValues } from "../../../playground/slack/views.ts";

const ANN = "U0ANN";
const plain = (text: string) => ({ type: "plain_text" as const, text });
const modal = (title: string, more: object = {}): View => ({
  type: "modal",
  title: plain(title),
  blocks: [{ type: "divider" }],
  ...more,
});
const asking = (element: object): View =>
  modal("ask", {
    submit: plain("Go"),
    blocks: [
      { type: "input", block_id: "b", label: plain("l"), element: { action_id: "a", ...element } },
    ] as AnyBlock[],
  });

let state: State;
let asked: Record<string, unknown>[];
beforeEach(() => {
  state = createState(settingsFrom({}));
  asked = [];
});

/** A bot that answers every interaction with `payload`. */
function answering(payload: unknown = {}) {
  const events: Events = {
    publish: async () => undefined,
    deliver: async () => undefined,
    ask: async (_type, body) => {
      asked.push({ ...body });
      return { ok: true, payload };
    },
  };
  return { state, events };
}

function titles(): string[] {
  return (state.stacks.get(ANN) ?? []).map((id) => {
    const view = state.views.get(id)?.view;
    return view?.type === "modal" ? view.title.text : "";
  });
}

test.each([
  ["nothing", undefined, ["first"]],
  ["an update", { response_action: "update", view: modal("changed") }, ["first", "changed"]],
  ["a push", { response_action: "push", view: modal("third") }, ["first", "second", "third"]],
  ["a clear", { response_action: "clear" }, []],
  ["errors", { response_action: "errors", errors: { b: "no" } }, ["first", "second"]],
])("%s leaves the right modals open", async (_what, ack, open) => {
  openView(state, ANN, modal("first"));
  pushView(state, ANN, modal("second"));

  await submit({ as: ANN }, answering(ack));

  expect(titles()).toEqual(open);
});

test("a fourth modal on top of three is refused", () => {
  openView(state, ANN, modal("1"));
  pushView(state, ANN, modal("2"));
  pushView(state, ANN, modal("3"));

  expect(() => pushView(state, ANN, modal("4"))).toThrow("push_limit_reached");
});

test("an update that Slack would refuse is refused here too", async () => {
  openView(state, ANN, modal("first"));
  const bad = modal("a title that is much longer than 24");

  await expect(submit({ as: ANN }, answering({ response_action: "update", view: bad }))).rejects.toThrow(
    "invalid_arguments",
  );
});

test("closing is told only when the view asked for it", async () => {
  openView(state, ANN, modal("first"));
  pushView(state, ANN, modal("second", { notify_on_close: true }));

  await close({ as: ANN }, answering());
  await close({ as: ANN }, answering());

  expect(titles()).toEqual([]);
  expect(asked).toMatchObject([{ type: "view_closed", is_cleared: false, view: { title: plain("second") } }]);
});

test("what was typed survives an update that keeps block and action", () => {
  const view = openView(state, ANN, asking({ type: "plain_text_input" }));
  const typed = setValues(state, view, { b: { a: { type: "plain_text_input", value: "kept" } } });

  const updated = replaceView(state, typed, asking({ type: "plain_text_input" }));

  expect(updated.values).toEqual({ b: { a: { type: "plain_text_input", value: "kept" } } });
  expect(updated.hash).not.toBe(view.hash);
});

test.each([
  ["a required input left empty", { type: "plain_text_input" }, undefined, /required/],
  ["fewer characters than asked for", { type: "plain_text_input", min_length: 3 }, "ab", /at least 3/],
  ["more characters than allowed", { type: "plain_text_input", max_length: 3 }, "abcd", /no more than 3/],
])("Slack itself stops %s", async (_what, element, value, words) => {
  openView(state, ANN, asking(element));

  const { errors } = await submit({ as: ANN, values: { b: value } }, answering());

  expect(errors?.b).toMatch(words);
  expect(asked).toEqual([]);
});

test("an option is submitted whole when it is named by its text", async () => {
  const options = [{ text: plain("Thirty minutes"), value: "30m" }];
  openView(state, ANN, asking({ type: "static_select", options }));

  await submit({ as: ANN, values: { b: "Thirty minutes" } }, answering());

  expect(asked).toMatchObject([
    {
      view: { state: { values: { b: { a: { type: "static_select", selected_option: { value: "30m" } } } } } },
    },
  ]);
});
