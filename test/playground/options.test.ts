// What people type behind `npm run playground --`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readArguments, usage } from "../../playground/options.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "playground-options-"));
  writeFileSync(join(folder, "admin.conf"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["", "U0ANN"],
  ["--as bob", "U0BOB"],
  ["--as @Sam", "U0SAM"],
  ["--as U0ADA", "U0ADA"],
])("%j is said by %s", (line, id) => {
  expect(read(line)?.as.id).toBe(id);
});

test.each([
  ["", "C0OPS"],
  ["--channel alerts", "C0ALERTS"],
  ["--channel #general", "C0GENERAL"],
  ["--channel C0RANDOM", "C0RANDOM"],
  ["--channel dm", "D0ANN"],
  ["--channel dm --as vic", "D0VIC"],
])("%j is said in %s", (line, id) => {
  expect(read(line)?.channel.id).toBe(id);
});

test("a kubeconfig is looked for where the person is, and nothing is allowed unless they say so", () => {
  expect(read("--kubeconfig admin.conf --context lab")?.own).toEqual({
    kubeconfig: join(folder, "admin.conf"),
    context: "lab",
    allowChanges: false,
  });
  expect(read("--kubeconfig admin.conf --allow-changes")?.own?.allowChanges).toBe(true);
  expect(read("")?.own).toBeUndefined();
});

test.each([
  ["--as nobody", "There is no person nobody. There is ann, bob, sam, ada, vic, ned, gus, sue, stella."],
  ["--as robot", "There is no person robot."],
  ["--channel op", "There is no channel op. There is ops, alerts, general, random, secret, partner, dm."],
  ["--channel secret --as vic", "Vic is not in #secret."],
  ["--scenario flood", "There is no scenario flood. There is "],
  ["--approvals none", "--approvals is a number from 1 to 2, not none."],
  ["--port 99999", "--port is a number from 0 to 65535, not 99999."],
  ["--kubeconfig missing.conf", "There is no kubeconfig"],
  ["--allow-changes", "--allow-changes is about your own cluster: name its kubeconfig with --kubeconfig."],
  ["--context lab", "--context is about your own cluster"],
  ["--kubeconfig admin.conf --scenario pi-off", "--scenario breaks the simulated cluster only"],
  ["--colour", "Unknown option '--colour'"],
  ["status", "Unexpected argument 'status'"],
])("%j is refused in words", (line, message) => {
  expect(() => read(line)).toThrow(message);
});

test("the usage names every option and everybody", () => {
  expect(read("--help")).toBeUndefined();
  expect(usage).toContain("sam (approver), ada (admin)");
});

function read(line: string) {
  return readArguments(line.split(" ").filter(Boolean), folder);
}
