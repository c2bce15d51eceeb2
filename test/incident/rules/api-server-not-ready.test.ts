import { expect, test } from "vitest";
import rule from "#src/incident/rules/api-server-not-ready.ts";
import type { ReadyCheck } from "#src/kubernetes/facts.ts";
import { minute, now } from "../../given.ts";
import { found, said } from "./series.ts";

const told = (ready: boolean, checks: readonly ReadyCheck[] = []) => ({
  apiServer: { at: now, until: now + minute, value: { version: "v1.37.1", latencyMs: 12, ready, checks } },
});

test("an API server without etcd alerts, and says what does not work", () => {
  const checks = [
    { name: "ping", ok: true },
    { name: "etcd", ok: false },
    { name: "etcd-readiness", ok: false },
  ];
  expect(said(rule, {}, told(false, checks))).toEqual([
    "The API server says it is not ready, as its check of etcd and etcd-readiness fails: nothing can be read or changed until etcd is back",
  ]);
});

test("one that does not say why alerts too", () => {
  expect(said(rule, {}, told(false))).toEqual(["The API server says it is not ready"]);
});

test("a ready one does not alert", () => {
  expect(found(rule, {}, told(true, [{ name: "etcd", ok: true }]))).toEqual([]);
});
