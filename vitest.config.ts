import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/lab/**"],
    globalSetup: ["test/temporary-folder.ts"],
    setupFiles: ["test/setup.ts"],
    pool: "forks",
    // A worker keeps what it has imported: half of the time went into importing the same again for each file.
    isolate: false,
    // Much of the suite waits for sockets and processes, so every core gets a worker.
    maxWorkers: "100%",
    // Processes and a browser are started beside each other: how long that takes says nothing about what is tested.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
