import { expect, test } from "vitest";
import rule from "#src/incident/rules/job-failed.ts";
import type { Pod } from "#src/kubernetes/objects.ts";
import { day, givenContainer, givenPod, hour, now } from "../../given.ts";
import { found, said } from "./series.ts";

const run = (job: string, phase: string, createdAgoMs: number): Pod =>
  givenPod({
    namespace: "data",
    name: `${job}-${createdAgoMs}`,
    owner: { kind: "Job", name: job },
    phase,
    ready: false,
    createdAt: now - createdAgoMs,
    readySince: now - createdAgoMs,
    containers: [
      givenContainer({
        name: "dump",
        ready: false,
        state: "terminated",
        exitCode: phase === "Failed" ? 2 : 0,
      }),
    ],
  });

test("a job all of whose tries failed alerts under the name of its CronJob", () => {
  const pods = [run("backup-29384710", "Failed", 3 * hour), run("backup-29384710", "Failed", 2 * hour)];
  const problems = found(rule, { pods });

  expect(problems.map(({ summary }) => summary)).toEqual([
    "data/backup failed 2 h ago: container dump, exit code 2",
  ]);
  expect(problems[0]?.subject).toEqual({ kind: "CronJob", namespace: "data", name: "backup" });
});

test("a job that was evicted says so", () => {
  const evicted = { ...run("import", "Failed", hour), reason: "Evicted", containers: [] };
  expect(said(rule, { pods: [evicted] })).toEqual(["data/import failed 60 min ago: Evicted"]);
});

test.each<readonly [string, readonly Pod[]]>([
  ["a job that succeeded", [run("import", "Succeeded", hour)]],
  [
    "a job that succeeded at the second try",
    [run("import", "Failed", 2 * hour), run("import", "Succeeded", hour)],
  ],
  ["a job that tries again", [run("import", "Failed", hour), run("import", "Running", 1_000)]],
  [
    "an old failure that the next run made good",
    [run("backup-29384710", "Failed", day), run("backup-29386150", "Succeeded", hour)],
  ],
  ["a failed pod without a job", [givenPod({ phase: "Failed", ready: false })]],
])("%s does not alert", (_title, pods) => {
  expect(found(rule, { pods })).toEqual([]);
});
