import { expect, test } from "vitest";
import { ending, risingToTheEnd, stageOf } from "#src/incident/expiring.ts";
import type { CertificateEnd } from "#src/kubernetes/facts.ts";
import { day, hour, now } from "../given.ts";

const end = (leftMs: number, lifeMs = 365 * day): CertificateEnd => ({
  of: "kubelet",
  at: "w1",
  validity: { from: now + leftMs - lifeMs, until: now + leftMs },
});

test.each([
  [60 * day, 1, "info"],
  [30 * day, 2, "info"],
  [14 * day, 3, "warning"],
  [7 * day, 4, "warning"],
  [day, 5, "critical"],
  [-hour, 5, "critical"],
])("with %i ms left it is at step %i, worth %s", (leftMs, stage, severity) => {
  const [first] = ending([end(leftMs)], 60, now);
  expect(first).toBeDefined();
  expect(stageOf(now + leftMs, now)).toBe(stage);
  expect(first && risingToTheEnd.of({ first }, now)).toBe(severity);
});

test("the first to end comes first, and what nobody could read says nothing", () => {
  const unread: CertificateEnd = { of: "kubelet", at: "w2", validity: undefined };
  expect(
    ending([end(20 * day), unread, end(3 * day), end(61 * day)], 60, now).map(({ until }) => until - now),
  ).toEqual([3 * day, 20 * day]);
});

test("a short-lived one is told in the last quarter of its life only", () => {
  expect(ending([end(12 * hour, day)], 60, now)).toEqual([]);
  expect(ending([end(5 * hour, day)], 60, now)).toHaveLength(1);
});
