import { relative } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Named by the file, `*.slow.test.ts`. WHEELHOUSE_LAB_TIERS lists those that run besides the files without a tier. */
const tiers = {
  slow: "bad days and crashes that are waited out",
  wide: "three control planes, of the minor before",
  upgrade: "a cluster that goes to the next minor",
  "by-hand": "what the bot takes beside the same commands typed by hand",
  pi: "an arm64 machine, emulated",
  fleet: "a thousand simulated nodes",
} as const;
const wanted = (process.env.WHEELHOUSE_LAB_TIERS ?? "slow").split(/[\s,]+/);
const left = Object.keys(tiers).filter((tier) => !wanted.includes(tier));

for (const tier of left as (keyof typeof tiers)[]) {
  console.log(`Not asked for: ${tiers[tier]} (*.${tier}.test.ts); WHEELHOUSE_LAB_TIERS=${tier} runs it.`);
}

/** Bare hosts before clusters: what is up for one folder is in the way of none before it. */
const order = [
  "build",
  "packages",
  "images",
  "rpm",
  "alertmanager",
  "hosts",
  "cluster",
  "end-to-end",
  "act",
  "incident",
];

class BareHostsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const [folder = ""] = relative(import.meta.dirname, moduleId).split("/");
  const at = order.indexOf(folder);
  return at === -1 ? order.length : at;
}

export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...left.map((tier) => `**/*.${tier}.test.ts`)],
    pool: "forks",
    // The tests share hosts and a cluster, so one file runs after another.
    fileParallelism: false,
    sequence: { sequencer: BareHostsFirst },
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
