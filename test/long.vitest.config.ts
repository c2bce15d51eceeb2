// npm run test:long: what is left out of npm test for its time. Every bench in a smoke run, and the kill table at more points of each row.
import { defineConfig, mergeConfig } from "vitest/config";
import usual from "../vitest.config.ts";

const config = mergeConfig(
  usual,
  defineConfig({ test: { env: { WHEELHOUSE_KILL: process.env.WHEELHOUSE_KILL ?? "6" } } }),
);

export default {
  ...config,
  test: {
    ...config.test,
    root: ".",
    include: ["test/**/*.long.test.ts", "test/operation/kill-operations.*.test.ts"],
    exclude: ["test/lab/**"],
  },
};
