import { expect, test } from "vitest";
import rule from "#src/incident/rules/cgroup-v1.ts";
import { reading } from "./reading.ts";
import { found } from "./series.ts";

const traits = (node: string, cgroupVersion: number | undefined) => ({
  node,
  cgroupVersion,
  runtimeLostAt: undefined,
});

test("nodes on version 1 are told together, others and those that do not say are not", () => {
  const kubelets = reading([traits("pi-1", 1), traits("w1", 2), traits("w2", undefined), traits("pi-2", 1)]);
  expect(found(rule, {}, { kubelets })).toMatchObject([
    {
      severity: "info",
      nodes: ["pi-1", "pi-2"],
      summary: expect.stringContaining("pi-1 and pi-2 run on cgroup v1"),
    },
  ]);
  expect(found(rule, {}, { kubelets: reading([traits("w1", 2)]) })).toEqual([]);
});
