import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { causesAmong } from "#src/incident/causes.ts";
import type { Problem } from "#src/incident/rule.ts";
import rule from "#src/incident/rules/leader-lease-stale.ts";
import { givenLease, minute, now } from "../../given.ts";
import { problem } from "../series.ts";
import { found, said } from "./series.ts";

const stale = givenLease({ renewedAt: now - 3 * minute });

test("a scheduler that stopped renewing alerts, and says what stops", () => {
  expect(said(rule, { leases: [stale] })).toEqual([
    "kube-scheduler has not renewed its lease for 3 min (last held by cp-1): new pods stay pending",
  ]);
});

test("a controller manager says something else", () => {
  expect(said(rule, { leases: [{ ...stale, name: "kube-controller-manager", holder: "" }] })).toEqual([
    "kube-controller-manager has not renewed its lease for 3 min (last held by nobody): nothing that fails is replaced",
  ]);
});

test.each([
  ["a fresh lease", [givenLease()], undefined],
  ["another's lease", [{ ...stale, name: "cloud-controller-manager" }], undefined],
  ["a name that every object has", [{ ...stale, name: "constructor" }], undefined],
  ["a lease of the same name elsewhere", [{ ...stale, namespace: "default" }], undefined],
  ["a stale lease while the cluster cannot be reached", [stale], unreachable()],
])("%s does not alert", (_title, leases, reach) => {
  expect(found(rule, { leases, ...(reach ? { reach } : {}) })).toEqual([]);
});

test("where its component is down, that is the message; another component's is not", () => {
  const [lease] = found(rule, { leases: [stale] });
  const down = (name: string) => problem("KubeControlPlaneComponentDown", name, { nodes: ["cp-1"] });
  const keyed = (all: readonly Problem[]) => all.map(causesAmong(all));
  expect(keyed([...(lease ? [lease] : []), down("kube-scheduler-cp-1")])).toEqual([
    "KubeControlPlaneComponentDown/Node//kube-scheduler-cp-1",
    undefined,
  ]);
  expect(keyed([...(lease ? [lease] : []), down("kube-controller-manager-cp-1")])).toEqual([
    undefined,
    undefined,
  ]);
});

function unreachable() {
  const error = new UnreachableError("cannot reach home");
  return { state: "unreachable", since: now - minute, lastSeen: now - minute, error } as const;
}
