import { expect, test } from "vitest";
import rule from "#src/incident/rules/persistent-volume-filling.ts";
import { reading } from "./reading.ts";
import { found } from "./series.ts";

const use = {
  node: "w1",
  namespace: "shop",
  claim: "db",
  capacityBytes: 10 * 1024 ** 3,
  free: 0.5,
  inodesFree: 0.9,
};

function of(...uses: readonly Partial<typeof use>[]) {
  return found(rule, {}, { volumes: reading(uses.map((each) => ({ ...use, ...each }))) });
}

test("below a tenth it is told, below three in a hundred it is critical", () => {
  expect(of({ free: 0.11 })).toEqual([]);
  expect(of({ free: 0.08 })).toMatchObject([
    {
      severity: "warning",
      subject: { kind: "PersistentVolumeClaim", namespace: "shop", name: "db" },
      summary: "the volume of shop/db on w1 has 8 % of its 10Gi left",
    },
  ]);
  expect(of({ free: 0.02 })).toMatchObject([{ severity: "critical" }]);
});

test("inodes run out too", () => {
  expect(of({ inodesFree: 0.01 })).toMatchObject([
    { summary: expect.stringContaining("1.0 % of its inodes") },
  ]);
});

test("a claim that several nodes mount is one incident, by the fullest", () => {
  expect(of({ free: 0.09 }, { node: "w2", free: 0.05 })).toMatchObject([{ nodes: ["w2"] }]);
});
