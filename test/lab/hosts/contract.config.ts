// The contracts of hosts inside the lab's network, where the guard of test/setup.ts is not needed: it has no uplink.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../../.."),
    include: ["test/contract/*.test.ts"],
    globalSetup: ["test/temporary-folder.ts"],
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
