import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import rule from "#src/incident/rules/leader-lease-stale.ts";
import { givenLease, minute, now } from "../../given.ts";
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

function unreachable() {
  const error = new UnreachableError("cannot reach home");
  return { state: "unreachable", since: now - minute, lastSeen: now - minute, error } as const;
}
