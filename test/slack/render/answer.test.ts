import { expect, test } from "vitest";
import type { Answer, Part } from "#src/card/answer.ts";
import { blocksCharacters, validateMessage, validateView } from "#src/slack/block-kit.ts";
import { renderAnswer } from "#src/slack/render/answer.ts";
import { renderForm } from "#src/slack/render/form.ts";
import { renderHome } from "#src/slack/render/home.ts";
import { renderNote } from "#src/slack/render/note.ts";
import { asPlainText } from "#src/slack/render/plain.ts";

const asked = { line: "status", by: "U1" };
const hostile = "<!channel> `code` *bold* <https://evil.example|x> &amp; \u202e\u001b[31m\u0000 :tada:";

test("the headline comes first and is the notification", () => {
  const { text, blocks } = renderAnswer(answer({ headline: "home is healthy", tone: "good" }), asked);
  expect(text).toBe("🟢 home is healthy");
  expect(blocks[0]).toMatchObject({ type: "header", text: { text: "🟢 home is healthy", emoji: false } });
});

test("what is about a record links its message", () => {
  const { blocks } = renderAnswer(answer({}), { ...asked, link: "https://homelab.slack.com/archives/C1/p1" });
  expect(blocks.find(({ type }) => type === "actions")).toMatchObject({
    elements: [{ text: { text: "Open its message" }, url: "https://homelab.slack.com/archives/C1/p1" }],
  });
});

test("who asked what, and how old the facts are, stands below", () => {
  const at = Date.UTC(2026, 10, 22, 14, 7, 40);
  const { blocks } = renderAnswer(answer({ freshness: { asOf: at, words: "live" } }), asked);
  const footer = JSON.stringify(blocks.at(-1));
  for (const part of ["<@U1>", "/k8s status", "{time_secs}|14:07:40 UTC", "live"])
    expect(footer).toContain(part);
});

test("everything at its longest is still a message that Slack takes", () => {
  const long = "x".repeat(9_000);
  const parts: Part[] = [
    { kind: "text", text: long },
    { kind: "code", text: long },
    { kind: "list", title: long, lines: Array(200).fill(long) },
    { kind: "facts", facts: [["a", long]] },
    {
      kind: "table",
      table: { columns: [{ title: "A" }, { title: "B" }], rows: Array(500).fill([long, long]) },
    },
  ];
  for (const part of parts) {
    const buttons = Array(9).fill({ label: long, line: "status", how: "thread" });
    const message = renderAnswer(answer({ headline: long, parts: [part], buttons }), {
      line: long,
      by: "U1",
    });
    expect(validateMessage(message)).toEqual([]);
    expect(blocksCharacters(message.blocks)).toBeLessThan(10_000);
  }
});

test("what an answer holds all at once stays within Slack's limit for a whole message", () => {
  const rows = Array.from({ length: 1_000 }, (_, n) => [
    `node-${n}`,
    "Ready",
    "worker",
    "v1.37.1",
    "amd64",
    "110",
    "3.9/4 98%",
    "7.5Gi/7.7Gi 97%",
  ]);
  const lines = Array.from(
    { length: 50 },
    (_, n) => `node-${n} has been NotReady for 4 min: Kubelet stopped posting node status.`,
  );
  const facts = Array.from(
    { length: 12 },
    (_, n) => [`Fact ${n}`, "ready on 997 nodes; missing on a, b, c, d and e"] as const,
  );
  const columns = ["Node", "State", "Role", "Version", "Arch", "Pods", "CPU", "Memory"].map((title) => ({
    title,
  }));
  const message = renderAnswer(
    answer({
      parts: [
        { kind: "list", lines },
        { kind: "facts", facts },
        { kind: "table", table: { columns, rows } },
      ],
    }),
    asked,
  );
  expect(validateMessage(message)).toEqual([]);
  expect(JSON.stringify(message.blocks)).toContain("more rows not shown");
});

test("rows of unequal length and empty cells do not break a table", () => {
  const table = {
    columns: [{ title: "A" }, { title: "B" }],
    rows: [["only one"], ["", " "], ["a", "b", "c"]],
  };
  expect(validateMessage(renderAnswer(answer({ parts: [{ kind: "table", table }] }), asked))).toEqual([]);
});

test("hostile text is never parsed: it stands in plain, raw and rich text only", () => {
  const parts: Part[] = [
    { kind: "text", text: hostile },
    { kind: "code", text: hostile },
    { kind: "list", title: hostile, lines: [hostile] },
    { kind: "facts", facts: [[hostile, hostile]] },
    { kind: "table", title: hostile, table: { columns: [{ title: hostile }], rows: [[hostile]] } },
  ];
  const { text, blocks } = renderAnswer(
    answer({ headline: hostile, parts, freshness: { asOf: 0, words: hostile } }),
    {
      line: hostile,
      by: "U1",
    },
  );
  expect(text).toContain("&lt;!channel&gt;");
  expect(text).not.toContain("<!channel>");
  const written = JSON.stringify(blocks);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
  expect(written).not.toMatch(/\\u001b|\\u0000|\u202e|\u001b/);
  for (const node of objectsIn(blocks)) {
    if (node.type === "mrkdwn") expect(String(node.text)).toMatch(/^(<@U1>|as of <!date)/);
    if (node.type === "plain_text") expect(node.emoji).toBe(false);
  }
});

test("a long log shows its end", () => {
  const text = Array.from({ length: 500 }, (_, n) => `line ${n}`).join("\n");
  const written = JSON.stringify(renderAnswer(answer({ parts: [{ kind: "code", text }] }), asked).blocks);
  expect(written).toContain("line 499");
  expect(written).not.toContain("line 0\\n");
});

test("notes, forms and the Home tab are what Slack takes, also at their longest", () => {
  const long = `${hostile}${"y".repeat(4_000)}`;
  expect(
    validateMessage(renderNote({ message: long, hint: long, form: { label: long, line: "node show" } })),
  ).toEqual([]);
  const fields = [
    { name: "pod", label: long, hint: long, kind: "menu" as const, pick: "pod", required: true, value: long },
    { name: "previous", label: "x", hint: "", kind: "switch" as const, required: false, value: true },
    { name: "tail", label: "x", hint: "", kind: "text" as const, required: false, value: "5" },
  ];
  const form = { title: long, summary: long, command: "pod logs", line: "pod logs", cluster: "home", fields };
  expect(validateView(renderForm(form, { channel: "C1", thread: "1.0" }))).toEqual([]);
  const clusters = Array.from({ length: 99 }, (_, n) => ({
    name: `c${n}`,
    headline: long,
    tone: "bad" as const,
  }));
  const entries = clusters.map(({ name, tone }) => ({
    id: `op-${name}`,
    tone,
    says: [{ bold: long }, { who: "U0ANN" }],
    detail: long,
    buttons: [{ label: long, line: "approve op-1", how: "decide" as const }],
    link: "https://example.slack.com/archives/C1/p1",
  }));
  const lists = { toDecide: entries, asked: entries, underWay: entries, incidents: entries };
  const view = renderHome({ ...lists, clusters, access: "You are viewer.", mayRun: true, at: 0 });
  expect(validateView(view)).toEqual([]);
});

test("the text fall-back says the same without blocks and stays escaped", () => {
  const parts: Part[] = [
    { kind: "facts", facts: [["Role", "worker"]] },
    { kind: "table", table: { columns: [{ title: "Node" }, { title: "State" }], rows: [["pi-1", hostile]] } },
  ];
  const buttons = [{ label: "Refresh", line: "status", how: "redraw" as const }];
  const { text, blocks } = asPlainText(renderAnswer(answer({ headline: "verdict", parts, buttons }), asked));
  expect(blocks).toEqual([]);
  expect(text).toContain("verdict");
  expect(text).toMatch(/pi-1 {2}&lt;!channel&gt;/);
  expect(text).not.toContain("Refresh");
  expect(text).not.toContain("<!channel>");
});

function answer(overrides: Partial<Answer>): Answer {
  return { headline: "headline", tone: "neutral", parts: [], ...overrides };
}

function objectsIn(node: unknown): Record<string, unknown>[] {
  if (Array.isArray(node)) return node.flatMap(objectsIn);
  if (typeof node !== "object" || node === null) return [];
  return [node as Record<string, unknown>, ...Object.values(node).flatMap(objectsIn)];
}

test("a note shows no control or direction characters", () => {
  const written = JSON.stringify(renderNote({ message: hostile, hint: hostile }));
  expect(written).toContain("evil.example");
  expect(written).not.toMatch(/\\u001b|\\u0000|\u202e/);
});
