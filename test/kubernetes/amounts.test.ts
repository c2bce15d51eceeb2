// Quantities, and what the scheduler counts for a pod.
import { describe, expect, test } from "vitest";
import { DecodeError } from "#src/kubernetes/connection/failure.ts";
import { projectPod } from "#src/kubernetes/wire/project-pod.ts";
import { parseQuantity } from "#src/kubernetes/wire/quantity.ts";

test.each([
  ["100m", 0.1],
  ["1Gi", 2 ** 30],
  ["500Mi", 500 * 2 ** 20],
  ["2", 2],
  ["1e3", 1_000],
  ["1E3", 1_000],
  ["1E", 1e18],
  ["128974848", 128_974_848],
  ["1.5", 1.5],
  [".5", 0.5],
  ["5.", 5],
  ["129M", 129e6],
  ["1k", 1_000],
  ["250u", 0.00025],
  ["100n", 1e-7],
  ["-1", -1],
  ["0", 0],
])("%s is %d", (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

test.each(["", "lots", "1 Gi", "Gi", "1GiB", "1e", "--1", "."])("%j is no quantity", (text) => {
  expect(() => parseQuantity(text)).toThrow(DecodeError);
});

describe("a pod reserves", () => {
  const cpu = (amount: string) => ({ resources: { requests: { cpu: amount } } });

  test.each([
    ["the sum of its containers", { containers: [cpu("100m"), cpu("200m")] }, 0.3],
    [
      "its largest init container, if that is more",
      { containers: [cpu("100m")], initContainers: [cpu("1"), cpu("2")] },
      2,
    ],
    [
      "its sidecars beside its containers",
      { containers: [cpu("100m")], initContainers: [{ ...cpu("50m"), restartPolicy: "Always" }] },
      0.15,
    ],
    [
      "the sidecars that started before an init container beside it",
      {
        containers: [cpu("100m")],
        initContainers: [
          { ...cpu("50m"), restartPolicy: "Always" },
          cpu("1"),
          { ...cpu("2"), restartPolicy: "Always" },
        ],
      },
      2.15,
    ],
    ["what is asked for the pod as a whole instead", { containers: [cpu("1")], ...cpu("500m") }, 0.5],
    [
      "its runtime's overhead on top",
      { containers: [cpu("1")], ...cpu("500m"), overhead: { cpu: "250m" } },
      0.75,
    ],
  ])("%s", (_what, spec, cores) => {
    expect(projectPod({ spec }).requests).toEqual({ cpu: cores });
  });
});
