import { expect, test } from "vitest";
import { createLog } from "#src/base/log.ts";

const token = "xoxb-000000000000-secret";

test("one line of JSON for each event at or above the level", () => {
  const { log, lines } = given();
  log.debug("hidden");
  log.info("ready", { port: 8080, clusters: ["home"] });
  expect(lines()).toMatchObject([{ level: "info", event: "ready", port: 8080, clusters: ["home"] }]);
});

test("an error says its message, code and causes, and nothing else that hangs on it", () => {
  const { log, lines, raw } = given();
  const cause = Object.assign(new Error("reset"), {
    code: "ECONNRESET",
    config: { headers: "Bearer very-private" },
  });
  log.error("failed", { error: new Error("no answer", { cause }) });
  expect(lines()).toMatchObject([
    { error: { message: "no answer", cause: { message: "reset", code: "ECONNRESET" } } },
  ]);
  expect(raw()).not.toContain("very-private");
});

test("whatever is logged, logging does not throw", () => {
  const { log, lines } = given();
  const circle: Record<string, unknown> = { big: 1n, map: new Map(), none: undefined, run: () => 1 };
  circle.self = circle;
  const error = new Error("round");
  error.cause = error;
  log.error("odd", { circle, error, bare: Object.create(null) });
  expect(lines()).toHaveLength(1);
});

test("a secret is removed wherever it stands, also next to a quote", () => {
  const { log, raw } = given();
  log.warn("leak", { url: `https://x/${token}`, deep: { list: [`"${token}"`] }, error: new Error(token) });
  expect(raw()).not.toContain(token);
});

test("a text of megabytes is cut", () => {
  const { log, raw } = given();
  log.warn("long", { text: "x".repeat(5_000_000) });
  expect(raw().length).toBeLessThan(20_000);
});

function given() {
  const written: string[] = [];
  const redact = (text: string) => text.replaceAll(token, "[redacted]");
  const log = createLog({ level: "info", redact, write: (line) => written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line)), raw: () => written.join("\n") };
}
