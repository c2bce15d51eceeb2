// Real dnf and rpm on a host of the lab, held to the contract that the simulated machine keeps.
import { afterAll, beforeAll, expect, test } from "vitest";
import { down, up } from "../hosts/index.ts";
import { runContract } from "../hosts/run-contract.ts";

const host = "rpm1";
/** Its disk, and the packages, are made the first time. */
const timeout = 600_000;

beforeAll(async () => {
  await down([host]);
  await up([host]);
}, timeout);
afterAll(() => down([host]));

test("a host with dnf keeps the contract of one", { timeout }, async () => {
  const suite = {
    file: "test/contract/rpm.test.ts",
    pattern: "a real machine",
    variable: "WHEELHOUSE_TEST_RPM_HOST",
  };
  const { passed, failed, stderr } = await runContract(suite, host);
  expect(failed, stderr).toEqual([]);
  expect(passed).toBe(10);
});
