// An answer as a terminal shows it.
import { expect, test } from "vitest";
import type { Answer, Part } from "#src/card/answer.ts";
import { drawAnswer } from "#src/terminal/draw-answer.ts";
import { hostile } from "../commands/ask.ts";
import { now } from "../given.ts";

test("verdict first, then the parts as they come, then how old it is", () => {
  const parts: Part[] = [
    {
      kind: "facts",
      facts: [
        ["API server", "ready"],
        ["CNI", "missing on pi-1"],
      ],
    },
    {
      kind: "table",
      title: "Nodes",
      table: {
        columns: [{ title: "Node" }, { title: "Pods", align: "right" }],
        rows: [
          ["pi-1", "7"],
          [["w"], "12"],
        ],
      },
    },
    { kind: "list", title: "What is wrong", lines: ["one", "two"] },
    { kind: "text", text: "" },
    { kind: "code", text: "a log\n" },
  ];
  expect(draw({ parts, tone: "bad", freshness: { asOf: now, words: "live" } })).toBe(
    `🔴 home is ill

API server  ready
CNI         missing on pi-1

Nodes
Node  Pods
pi-1     7
w       12

What is wrong
• one
• two

a log

as of 12:00:00 UTC, live`,
  );
});

test("a table gives way where it is widest, prose is broken between words", () => {
  const table = {
    columns: [{ title: "Pod" }, { title: "Node" }],
    rows: [["a-very-long-name-of-a-pod", "pi-1"]],
  };
  const parts: Part[] = [
    { kind: "table", table },
    { kind: "list", lines: ["kube-proxy is missing on pi-1"] },
  ];
  expect(draw({ parts }, 24)).toBe(`🔵 home is ill

Pod                 Node
a-very-long-name-…  pi-1

• kube-proxy is missing
  on pi-1`);
});

test("a number is whole or not shown, and what is not shown is named", () => {
  const columns = [{ title: "Node" }, { title: "Memory" }, { title: "Version" }, { title: "Arch" }];
  const table = { columns, rows: [["worker1", "1.6Gi/31.1Gi 5%", "v1.37.1", "amd64"]] };
  expect(draw({ parts: [{ kind: "table", table }] }, 36)).toContain(
    "worker1  1.6Gi/31.1Gi 5%  v1.37.1\n(a wider screen also shows Arch)",
  );
});

test("letters that take two columns keep the table straight", () => {
  const table = {
    columns: [{ title: "Node" }, { title: "State" }],
    rows: [
      ["節点", "🟢 Ready"],
      ["pi-1", "Ready"],
    ],
  };
  expect(draw({ parts: [{ kind: "table", table }] })).toContain("節点  🟢 Ready\npi-1  Ready");
});

test("text from a cluster moves no cursor, paints nothing and hides nothing", () => {
  const parts: Part[] = [
    { kind: "facts", facts: [[hostile, hostile]] },
    { kind: "table", title: hostile, table: { columns: [{ title: hostile }], rows: [[hostile]] } },
    { kind: "list", title: hostile, lines: [hostile] },
    { kind: "text", text: hostile },
    { kind: "code", text: hostile },
  ];
  const drawn = draw({ headline: hostile, parts });
  expect(drawn).toContain("<!channel>");
  expect(drawn).not.toMatch(/[\p{Cc}\p{Cf}](?<!\n)/u);
});

test("colours are only where they are wanted", () => {
  const answer: Answer = { headline: "home is ill", tone: "bad", parts: [] };
  expect(drawAnswer(answer, { columns: 80, colours: true })).toContain("\u001b[31m");
  expect(drawAnswer(answer, { columns: 80, colours: false })).toBe("🔴 home is ill");
});

function draw(more: Partial<Answer>, columns = Number.POSITIVE_INFINITY): string {
  return drawAnswer(
    { headline: "home is ill", tone: "neutral", parts: [], ...more },
    { columns, colours: false },
  );
}
