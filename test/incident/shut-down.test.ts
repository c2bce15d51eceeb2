// The silence of a shutdown: when it begins, what ends it, and that nothing which is only out of sight does.
import { expect, test } from "vitest";
import type { Problem } from "#src/incident/rule.ts";
import { lookedAtShutdown, silenceOfShutdown } from "#src/incident/shut-down.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { Operation } from "#src/operation/operation.ts";
import { minute, now } from "../given.ts";
import { givenOperation } from "../operation/given.ts";

const id = "op-7k3m9x";

function shutdown(more: Partial<Operation> = {}, begun = true): Operation {
  const steps = [{ state: "done" as const }, { state: begun ? ("running" as const) : ("waiting" as const) }];
  const base = givenOperation({ id, line: "cluster shutdown --cluster=home", state: "running", steps });
  const step = (name: string) => ({ step: name, input: {}, title: name, calls: [] });
  const plan = { ...base.plan, steps: [step("cordon-node"), step("power-off-host")] };
  return { ...base, plan, startedAt: now, ...more };
}

const ended = shutdown({ state: "succeeded", endedAt: now + minute });
const woken = (state: Operation["state"], endedAt?: number): Operation =>
  givenOperation({ id: "op-wake00", line: "cluster wake --cluster=home", state, startedAt: now, endedAt });

function silence(): Silence {
  const made = silenceOfShutdown(shutdown(), now);
  if (!made) throw new Error("no silence");
  return made;
}

const wrong: readonly Problem[] = [
  {
    alert: "KubeNodeNotReady",
    severity: "critical",
    subject: { kind: "Node", name: "pi-1" },
    since: now,
    summary: "pi-1 is silent",
    remedies: [],
    nodes: ["pi-1"],
  },
];
const seen = { problems: wrong, blind: new Set<string>() };
const dark = { problems: wrong, blind: "all" as const };

test("it begins when the first machine is told to go off, and is about everything there", () => {
  expect(silenceOfShutdown(shutdown({}, false), now)).toBeUndefined();
  expect(silence()).toMatchObject({ id: "si-7k3m9x", operation: id, until: "clear", from: now });
  expect(silence().alert ?? silence().about).toBeUndefined();
});

test("one that was over before anybody looked brings it as well; what is long over, or switches nothing off, brings none", () => {
  expect(silenceOfShutdown(ended, now + minute)).toMatchObject({ operation: id });
  expect(silenceOfShutdown(ended, now + 3 * minute)).toBeUndefined();
  expect(silenceOfShutdown(givenOperation({ state: "running" }), now)).toBeUndefined();
});

test("a cluster that is dark stays silent, for a month too", () => {
  const before = silence();
  expect(lookedAtShutdown(before, { ...dark, operations: [] }, now + 30 * 24 * 60 * minute)).toBe(before);
});

test("while it goes down, nothing wrong yet does not end it", () => {
  const before = silence();
  const calm = { problems: [], blind: new Set<string>(), operations: [shutdown()] };
  expect(lookedAtShutdown(before, calm, now + 20 * minute)).toBe(before);
});

test("it ends five minutes after the cluster was woken", () => {
  const operations = [woken("succeeded", now + 60 * minute), ended];
  const next = lookedAtShutdown(silence(), { ...seen, operations }, now + 61 * minute);
  expect(next.until).toBe(now + 65 * minute);
  expect(lookedAtShutdown(next, { ...seen, operations: [] }, now + 64 * minute)).toBe(next);
  expect(lookedAtShutdown(next, { ...seen, operations: [] }, now + 65 * minute).state).toBe("over");
});

test("a wake that waits for somebody's hand does not use its time up", () => {
  const waiting = { ...seen, operations: [woken("running")] };
  const next = lookedAtShutdown({ ...silence(), seenSince: now }, waiting, now + 90 * minute);
  expect(next).toMatchObject({ state: "active", seenSince: undefined });
});

test("somebody who switched it on by hand hears again once it is well for five minutes, or ill for thirty", () => {
  const well = { problems: [], blind: new Set<string>(), operations: [] };
  const begun = lookedAtShutdown(silence(), well, now);
  expect(lookedAtShutdown(begun, well, now + 4 * minute).state).toBe("active");
  expect(lookedAtShutdown(begun, well, now + 5 * minute).state).toBe("over");
  const ill = { ...seen, operations: [] };
  const still = lookedAtShutdown(silence(), ill, now);
  expect(lookedAtShutdown(still, ill, now + 29 * minute).state).toBe("active");
  expect(lookedAtShutdown(still, ill, now + 30 * minute).state).toBe("over");
});

test("a glimpse before the last machine went dark does not count", () => {
  const glimpsed = lookedAtShutdown(silence(), { ...seen, operations: [ended] }, now);
  const gone = lookedAtShutdown(glimpsed, { ...dark, operations: [ended] }, now + minute);
  expect(gone.seenSince).toBeUndefined();
});
