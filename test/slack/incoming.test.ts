import { expect, test } from "vitest";
import { fromForm, fromSpoken, typedText } from "#src/slack/incoming.ts";

test.each([
  ["status", "status"],
  ["node show &lt;pi&gt; &amp; more", "node show <pi> & more"],
  ["node show <http://pi-1.lan|pi-1.lan>", "node show pi-1.lan"],
  ["node show <http://pi-1.lan>", "node show http://pi-1.lan"],
  ["x <mailto:a@b.c|a@b.c>", "x a@b.c"],
  ["ask <@U01ANN|ann> in <#C01|ops>", "ask U01ANN in C01"],
  ["`pod list --unhealthy`", "pod list --unhealthy"],
  ["*status*", "status"],
  ["node show `pi-1`", "node show `pi-1`"],
  ["pod show *", "pod show *"],
  ["node show __proto__", "node show __proto__"],
  ["  status  ", "status"],
  ["&amp;lt;", "&lt;"],
  ["", ""],
])("%j was typed as %j", (sent, typed) => {
  expect(typedText(sent)).toBe(typed);
});

const mention = { text: "<@UBOT> status", user: "U1", channel: "C1", ts: "5.0" };

test("a mention answers in a thread of its own", () => {
  expect(fromSpoken(mention, "UBOT")).toEqual({
    line: "status",
    by: "U1",
    where: { channel: "C1", thread: "5.0" },
  });
});

test("a mention in a thread answers there", () => {
  expect(fromSpoken({ ...mention, thread_ts: "1.0" }, "UBOT")?.where.thread).toBe("1.0");
});

test("a direct message answers in place, with or without the command's name", () => {
  const direct = { ...mention, channel: "D1", text: "/k8s node list" };
  expect(fromSpoken(direct, "UBOT")).toEqual({ line: "node list", by: "U1", where: { channel: "D1" } });
});

test.each([
  ["<@UBOT|wheelhouse> status", "status"],
  ["hey <@UBOT> status", "status"],
  ["<@UBOT>: status", "status"],
  ["<@UBOT>, status", "status"],
  ["<@UBOT> &gt; status", "status"],
  ["<@UBOT> /k8s status", "status"],
  ["<@UBOT> k8s status", "status"],
  ["status <@UBOT>", "status"],
  ["<@UBOT> --help", "--help"],
  ["<@UBOT>", ""],
])("%j means %j", (text, line) => {
  expect(fromSpoken({ ...mention, text }, "UBOT")?.line).toBe(line);
});

test.each([
  ["another bot", { bot_id: "B1" }],
  ["an edit", { subtype: "message_changed" }],
  ["a message nobody wrote", { user: undefined }],
])("%s is no request", (_what, change) => {
  const event = { ...mention, ...change } as Parameters<typeof fromSpoken>[0];
  expect(fromSpoken(event, "UBOT")).toBeUndefined();
});

test("a form's values become arguments by their names", () => {
  const values = {
    pod: { "pick.pod": { type: "external_select", selected_option: { value: "a/b" } } },
    container: { container: { type: "plain_text_input", value: null } },
    switches: { switches: { type: "checkboxes", selected_options: [{ value: "previous" }] } },
  };
  const origin = { command: "pod logs", cluster: "home", where: { channel: "C1", thread: "1.0" } };
  const body = { user: { id: "U1" }, view: { private_metadata: JSON.stringify(origin), state: { values } } };
  expect(fromForm(body as unknown as Parameters<typeof fromForm>[0])).toEqual({
    command: "pod logs",
    cluster: "home",
    values: { pod: "a/b", container: "", previous: true },
    by: "U1",
    where: { channel: "C1", thread: "1.0" },
    decides: false,
  });
});
