import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/lab/**"],
    setupFiles: ["test/setup.ts"],
    pool: "forks",
    testTimeout: 15_000,
  },
});
