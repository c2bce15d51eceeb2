// The contract that simulated hosts are held to, on a real one: its sshd, its sudo, its systemd.
import "./own-lab.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { down, up } from "./index.ts";
import { runContract } from "./run-contract.ts";

beforeAll(async () => {
  await down();
  await up(["h1"]);
});
afterAll(() => down());

test("a bare host keeps the contract of a host", { timeout: 300_000 }, async () => {
  const suite = {
    file: "test/contract/host.test.ts",
    pattern: "a real host",
    variable: "WHEELHOUSE_TEST_HOST",
  };
  const { passed, failed, stderr } = await runContract(suite, "h1");
  expect(failed, stderr).toEqual([]);
  expect(passed).toBeGreaterThan(40);
});
