import { expect, test } from "vitest";
import type { Workload } from "#src/kubernetes/objects.ts";
import { givenCluster, givenWorkload, now } from "../../given.ts";
import { ask, rowsOf, unreachable } from "../ask.ts";

test("incomplete workloads come first, those without any ready pod on top", async () => {
  const workloads = [
    givenWorkload(),
    givenWorkload({ name: "half", ready: 1 }),
    givenWorkload({ name: "down", ready: 0, problem: "Deployment does not have minimum availability." }),
  ];
  const { answer, faults } = await ask("workload list", givenCluster({ workloads }));

  expect(answer.headline).toBe("home: 3 workloads, 2 incomplete");
  expect(rowsOf(answer, 3)).toEqual([
    "down | 0/2 | Deployment",
    "half | 1/2 | Deployment",
    "web | 2/2 | Deployment",
  ]);
  expect(faults).toEqual([]);
});

test.each<readonly [string, Partial<Workload>, string]>([
  ["a suspended CronJob", { kind: "CronJob", desired: 0, ready: 0, problem: "suspended" }, "web | "],
  ["a running CronJob", { kind: "CronJob", desired: 1, ready: 1 }, "web | 1 running"],
  ["a Job on its way", { kind: "Job", desired: 10, ready: 2 }, "web | 2/10"],
  ["a Deployment scaled to nothing", { desired: 0, ready: 0 }, "web | 0/0"],
])("%s lacks nothing", async (_title, workload, row) => {
  const { answer } = await ask("workload list", givenCluster({ workloads: [givenWorkload(workload)] }));

  expect([answer.headline, answer.tone]).toEqual(["home: 1 workload", "good"]);
  expect(rowsOf(answer, 2)).toEqual([row]);
});

test("a failed Job is incomplete", async () => {
  const workloads = [
    givenWorkload({
      kind: "Job",
      desired: 1,
      ready: 0,
      problem: "Job has reached the specified backoff limit",
    }),
  ];
  expect((await ask("workload list", givenCluster({ workloads }))).answer.headline).toBe(
    "home: 1 workload, 1 incomplete",
  );
});

test("an empty namespace, an unknown one and an unreachable cluster are told apart", async () => {
  expect((await ask("workload list default", givenCluster())).answer.headline).toBe(
    "home: 0 workloads in default",
  );
  await expect(ask("workload list nope", givenCluster())).rejects.toMatchObject({ choose: "namespace" });
  await expect(ask("workload list", givenCluster({ reach: unreachable(now) }))).rejects.toMatchObject({
    name: "UnreachableError",
  });
});
