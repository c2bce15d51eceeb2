// Every bench runs and prints its rows. How fast anything is, is no business of the tests.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

test.concurrent.each([
  ["sync", ["100 pods, against draining alone", "peak memory", "heap for each", "longest stall", "over TLS"]],
  ["json", ["100 pods, JSON, against parsing alone", "longest stall"]],
  ["ack", ["Socket Mode: median ack", "Socket Mode: 99th percentile", "HTTP mode: median ack"]],
  ["idle", ["Slack-ready", "first start", "idle resident memory", "time on a processor"]],
  ["tell", ["event to finished POST, against a bare loop", "99th percentile"]],
  ["rules", ["all rules, a well cluster", "every tenth pod crashing"]],
  ["ssh", ["log-in and first command", "3 commands"]],
  ["peak", ["the whole bot, 100 pods: peak memory", "resident two seconds later"]],
])("a smoke run of %s prints its rows", { timeout: 180_000 }, async (name, rows) => {
  const { stdout } = await run(process.execPath, ["bench/main.ts", "--quick", name], { cwd: root });
  for (const row of rows) expect(stdout).toContain(row);
  expect(stdout).not.toContain("NaN");
});

test("a smoke run of overhead says that it starts no machines", { timeout: 180_000 }, async () => {
  const { stdout } = await run(process.execPath, ["bench/main.ts", "--quick", "overhead"], { cwd: root });
  expect(stdout).toContain("overhead: not measured: a smoke run starts no machines.");
  expect(stdout).not.toContain("median");
});

test("an unknown name is refused with the names there are", async () => {
  const failed = await run(process.execPath, ["bench/main.ts", "speed"], { cwd: root }).catch(
    (error) => error,
  );
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining("sync, json, ack, idle, peak") });
});
