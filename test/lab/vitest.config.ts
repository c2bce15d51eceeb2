import { configDefaults, defineConfig } from "vitest/config";

/** Slow to make, so only on request: WHEELHOUSE_LAB_TIERS="pi fleet". */
const tiers = { pi: "an arm64 machine, emulated", fleet: "a thousand simulated nodes" } as const;
const wanted = (process.env.WHEELHOUSE_LAB_TIERS ?? "").split(/[\s,]+/);
const left = Object.keys(tiers).filter((tier) => !wanted.includes(tier));

for (const tier of left as (keyof typeof tiers)[]) {
  console.log(`Not asked for: ${tiers[tier]} (*.${tier}.test.ts); WHEELHOUSE_LAB_TIERS=${tier} runs it.`);
}

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...left.map((tier) => `**/*.${tier}.test.ts`)],
    pool: "forks",
    // The tests share hosts and a cluster, so one file runs after another.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
