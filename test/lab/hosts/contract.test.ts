// The contract that simulated hosts are held to, on a real one: its sshd, its sudo, its systemd.
import "./own-lab.ts";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outcomeOf } from "../run.ts";
import { down, inventory, runInLabArgv, up } from "./index.ts";

const root = join(import.meta.dirname, "../../..");

beforeAll(async () => {
  await down();
  await up(["h1"]);
});
afterAll(() => down());

test("a bare host keeps the contract of a host", { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  const report = join(folder, "report.json");
  const { stderr } = await outcomeOf(
    runInLabArgv([
      ...["env", `WHEELHOUSE_TEST_HOST=${JSON.stringify(inventory()[0])}`],
      ...[join(root, "node_modules/.bin/vitest"), "run"],
      `--config=${join(import.meta.dirname, "contract.config.ts")}`,
      "--testNamePattern=a real host",
      ...["--reporter=json", `--outputFile=${report}`],
    ]),
  );
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  rmSync(folder, { recursive: true });
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join("\n").slice(0, 1_000)}`);
  expect(failed, stderr).toEqual([]);
  expect(numPassedTests).toBeGreaterThan(40);
});

type Report = {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};
