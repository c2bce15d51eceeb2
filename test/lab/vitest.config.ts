import { configDefaults, defineConfig } from "vitest/config";

/** An arm64 machine is emulated and slow to make: a tier of its own. */
const withPi = process.env.WHEELHOUSE_LAB_PI === "1";
if (!withPi)
  console.log("Without WHEELHOUSE_LAB_PI=1 the tests on an arm64 machine (*.pi.test.ts) do not run");

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(withPi ? [] : ["**/*.pi.test.ts"])],
    pool: "forks",
    // The tests share hosts and a cluster, so one file runs after another.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
