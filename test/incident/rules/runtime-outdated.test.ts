import { expect, test } from "vitest";
import rule from "#src/incident/rules/runtime-outdated.ts";
import { givenNode } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const nodes = (...versions: readonly string[]) =>
  versions.map((runtimeVersion, at) => givenNode({ name: `w${at}`, runtimeVersion }));

test("nodes with an old containerd are one problem", () => {
  expect(
    said(rule, { nodes: nodes("containerd://1.7.28", "containerd://2.1.4", "containerd://1.6.9") }),
  ).toEqual([
    "w0 and w2 run containerd://1.6.9 and containerd://1.7.28, which does not answer RuntimeConfig: a later kubelet will not start with it",
  ]);
});

test("a kubelet that says so itself is believed, whatever the runtime is called", () => {
  const kubelets = reading([{ node: "w0", cgroupVersion: 2, runtimeLostAt: "1.38.0" }]);
  expect(found(rule, { nodes: nodes("cri-o://1.27.1") }, { kubelets })).toMatchObject([{ nodes: ["w0"] }]);
});

test("newer ones and other runtimes are not told", () => {
  expect(found(rule, { nodes: nodes("containerd://2.0.0", "cri-o://1.33.1", "") })).toEqual([]);
});
