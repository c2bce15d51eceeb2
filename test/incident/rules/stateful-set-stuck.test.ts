import { expect, test } from "vitest";
import { causesAmong } from "#src/incident/causes.ts";
import lease from "#src/incident/rules/leader-lease-stale.ts";
import rule from "#src/incident/rules/stateful-set-stuck.ts";
import { givenLease, givenWorkload, hour, now } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const probes = { workloads: reading([givenWorkload({ kind: "StatefulSet", name: "db", available: 0 })]) };

test("a StatefulSet without its pods is told", () => {
  expect(said(rule, {}, probes)).toEqual(["StatefulSet default/db has 0 of 2 pods available"]);
});

test("a controller manager that is silent explains it: nobody makes the pods, and nothing says so", () => {
  const silent = found(lease, {
    leases: [givenLease({ name: "kube-controller-manager", renewedAt: now - hour })],
  });
  const [stuck] = found(rule, {}, probes);
  expect(stuck && causesAmong([...silent, stuck])(stuck)).toBe(
    "KubeLeaderLeaseStale/Lease/kube-system/kube-controller-manager",
  );
});

test("a well one, and a Deployment, are not told", () => {
  const all = [givenWorkload({ kind: "StatefulSet" }), givenWorkload({ available: 0 })];
  expect(found(rule, {}, { workloads: reading(all) })).toEqual([]);
});
