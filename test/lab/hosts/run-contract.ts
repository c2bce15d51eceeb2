// Runs a contract suite against a real host, in the lab's network, and answers what came of it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outcomeOf } from "../run.ts";
import { inventory, runInLabArgv } from "./index.ts";

const root = join(import.meta.dirname, "../../..");

type Suite = {
  /** `test/contract/host.test.ts`, and what its tests of a real host begin with. */
  readonly file: string;
  readonly pattern: string;
  /** What it takes the host from. */
  readonly variable: string;
};

export async function runContract(
  { file, pattern, variable }: Suite,
  host: string,
): Promise<{ readonly passed: number; readonly failed: readonly string[]; readonly stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  const report = join(folder, "report.json");
  const place = inventory().find(({ name }) => name === host);
  const { stderr } = await outcomeOf(
    runInLabArgv([
      ...["env", `${variable}=${JSON.stringify(place)}`],
      ...[join(root, "node_modules/.bin/vitest"), "run", file],
      `--config=${join(import.meta.dirname, "contract.config.ts")}`,
      `--testNamePattern=${pattern}`,
      ...["--reporter=json", `--outputFile=${report}`],
    ]),
  );
  // Written by vitest, of which these fields are read.
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  rmSync(folder, { recursive: true });
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join("\n").slice(0, 1_000)}`);
  return { passed: numPassedTests, failed, stderr };
}

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
