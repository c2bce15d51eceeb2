import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // What takes minutes of processor time runs in `npm run test:long`.
    exclude: ["test/lab/**", "**/*.long.test.ts"],
    globalSetup: ["test/temporary-folder.ts"],
    setupFiles: ["test/setup.ts"],
    pool: "forks",
    // A worker keeps what it has imported: half of the time went into importing the same again for each file.
    isolate: false,
    // Half of the suite waits for sockets, disks and processes: on two cores four more workers use what that leaves.
    maxWorkers: Math.max(availableParallelism(), 6),
    sequence: { sequencer: LongestFirst },
    // Processes and a browser are started beside each other: how long that takes says nothing about what is tested.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 100_000 } },
  },
});
