// The contract suites inside the lab's network. That has no uplink, so the guard of test/setup.ts, which lets tests reach only this
// machine's loopback, is not needed there: the cluster they are pointed at is one of the lab.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../../.."),
    include: ["test/contract/cluster*.test.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
