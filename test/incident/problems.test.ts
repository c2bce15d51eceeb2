import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { splitWords } from "#src/command/words.ts";
import { judge, problemsOf, rules } from "#src/incident/problems.ts";
import type { Rule } from "#src/incident/rule.ts";
import {
  givenAgentPod,
  givenCondition,
  givenCrashingPod,
  givenDaemonSet,
  givenLease,
  givenNode,
  givenPod,
  givenSight,
  hour,
  minute,
  now,
  ready,
  silent,
} from "../given.ts";

const root = join(import.meta.dirname, "../..");
const files = globSync("src/incident/rules/*.ts", { cwd: root });

/** A cluster on which many rules find something. */
const broken = givenSight(
  {
    nodes: [
      givenNode({ name: "cp-1", roles: ["control-plane"] }),
      givenNode({ name: "pi-1", conditions: [silent()] }),
      givenNode({
        name: "worker-1",
        conditions: [ready, givenCondition("DiskPressure", "True"), givenCondition("MemoryPressure", "True")],
      }),
    ],
    daemonSets: [givenDaemonSet()],
    leases: [givenLease({ renewedAt: now - 5 * minute })],
    pods: [
      givenAgentPod("kube-proxy", "cp-1"),
      givenCrashingPod(),
      givenCrashingPod({ name: "web-5d4f8-other" }),
      givenPod({ name: "slow", owner: undefined, ready: false, readySince: now - hour }),
      givenPod({ name: "out", owner: undefined, phase: "Failed", reason: "Evicted", ready: false }),
      givenPod({ name: "b-1", owner: { kind: "Job", name: "b" }, phase: "Failed", ready: false }),
      givenPod({ name: "coredns-a", labels: { "k8s-app": "kube-dns" }, ready: false }),
    ],
  },
  {
    apiServer: {
      at: now,
      until: now,
      value: { version: "v1.37.1", latencyMs: 12, ready: false, checks: [{ name: "etcd", ok: false }] },
    },
  },
);
const problems = problemsOf(broken);

test("every file in rules/ is a rule with a test of its own", () => {
  expect(rules).toHaveLength(files.length);
  const untested = files.filter(
    (file) => !existsSync(join(root, file.replace(/^src/, "test").replace(/\.ts$/, ".test.ts"))),
  );
  expect(untested).toEqual([]);
});

test("every rule has a name and a duration of its own", () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  expect(rules.filter((rule) => !/^\d+[smh]$/.test(rule.for))).toEqual([]);
});

test("no two problems have the same alert and subject", () => {
  const keys = problems.map(({ alert, subject: { kind, namespace, name } }) =>
    [alert, kind, namespace, name].join(" "),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("the critical ones come first", () => {
  const order = problems.map(({ severity }) => ["critical", "warning", "info"].indexOf(severity));
  expect(order).toEqual(order.toSorted());
});

test("every remedy is a line that can be typed", () => {
  const lines = problems.flatMap(({ remedies }) => remedies);
  expect(problems.filter(({ remedies }) => remedies.length === 0)).toEqual([]);
  expect(lines.filter((line) => splitWords(line).length < 2)).toEqual([]);
});

test("an empty cluster has no problems", () => {
  expect(problemsOf(givenSight())).toEqual([]);
});

test("what needs a probe that was never made is unknown, and nothing else is", () => {
  expect([...judge({ ...givenSight(), probes: {} }).blind]).toContain("KubeAPIServerNotReady");
  expect([...judge(broken).blind]).not.toContain("KubeNodeNotReady");
});

test("a rule that throws is reported as broken and is blind, the others go on", () => {
  const [silentRule, ...others] = rules.filter(({ alert }) => alert.startsWith("KubeNode"));
  if (!silentRule) throw new Error("there are no rules about nodes");
  const throwing: Rule = {
    ...silentRule,
    alert: "KubeBroken",
    problems: () => {
      throw new TypeError("x is undefined");
    },
  };
  const judged = judge(broken, [throwing, ...others]);

  expect([...judged.blind]).toEqual(["KubeBroken"]);
  expect(judged.problems.map(({ alert }) => alert)).toEqual(
    expect.arrayContaining(["WheelhouseRuleBroken", "KubeNodePressure"]),
  );
  const [one] = judged.broken;
  expect(one?.problem.summary).toContain(`The rule KubeBroken fails`);
  expect(one?.problem.summary).toContain(one?.reference);
  expect(judge(broken, [throwing]).broken[0]?.problem.subject).toEqual({ kind: "Rule", name: "KubeBroken" });
});
