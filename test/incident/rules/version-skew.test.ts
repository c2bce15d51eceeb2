import { expect, test } from "vitest";
import rule from "#src/incident/rules/version-skew.ts";
import { givenNode } from "../../given.ts";
import { found, said } from "./series.ts";

/** The API server is v1.37.1. */
const nodes = (...versions: readonly string[]) =>
  versions.map((kubeletVersion, at) => givenNode({ name: `w${at}`, kubeletVersion }));

test("kubelets outside of what is supported are told, newer and older apart", () => {
  expect(said(rule, { nodes: nodes("v1.38.0", "v1.33.4", "v1.33.9", "v1.37.2") })).toEqual([
    "1 kubelet (w0) is newer than the API server, which is not supported (v1.37.1)",
    "2 kubelets (w1 and w2) are more than 3 minor versions older than the API server, which is not supported (v1.37.1)",
  ]);
});

test("older ones are worth knowing, after half a day; unsupported ones are a warning", () => {
  const problems = found(rule, { nodes: nodes("v1.34.0", "v1.38.0") });
  expect(problems.map(({ severity, nodes }) => [severity, nodes])).toEqual([
    ["warning", ["w1"]],
    ["info", ["w0"]],
  ]);
  expect(rule.for).toBe("12h");
});

test("kubelets of the same minor or one behind, and versions that nobody can read, are not told", () => {
  expect(found(rule, { nodes: nodes("v1.37.0", "v1.36.4", "v1.37.9-rc.1", "") })).toEqual([]);
});
