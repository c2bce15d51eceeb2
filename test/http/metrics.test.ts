// The numbers for Prometheus, and the rules in deploy/ that are made of them.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { vitalsOf } from "#src/health/vitals.ts";
import { type Measured, renderMetrics } from "#src/http/metrics.ts";
import { probes } from "#src/kubernetes/probes.ts";
import { readText } from "../deploy/deploy-files.ts";
import { givenCluster, minute, now } from "../given.ts";

const home = givenCluster({
  watches: [{ name: "nodes", state: "live", lastSeen: now - 3_000 }],
  probes: { kubeProxyConfig: { at: now - minute, until: now + minute, value: "" } },
});

function given(more: Partial<Measured> = {}): string {
  return renderMetrics({
    clusters: [home],
    vitals: {
      slack: { sockets: 2, trouble: undefined },
      storage: undefined,
      turnedMs: 1_500,
      clusters: [vitalsOf(home, { now, lookedMs: 2_000 })],
    },
    ...{ requests: 3, failures: 1, heartbeat: true, now },
    ...more,
  });
}

test("each watch and probe has its age, and each cluster the age of its last look", () => {
  const lines = given().split("\n");
  for (const line of [
    'wheelhouse_watch_live{cluster="home",watch="nodes"} 1',
    'wheelhouse_watch_age_seconds{cluster="home",watch="nodes"} 3',
    'wheelhouse_probe_good{cluster="home",probe="kubeProxyConfig"} 1',
    'wheelhouse_probe_age_seconds{cluster="home",probe="kubeProxyConfig"} 60',
    'wheelhouse_look_age_seconds{cluster="home"} 2',
    "wheelhouse_turn_age_seconds 1.5",
    "wheelhouse_heartbeat_taken 1",
    "wheelhouse_database_writable 1",
    "wheelhouse_slack_tokens_taken 1",
  ])
    expect(lines).toContain(line);
});

test("every line is a comment or one sample with a number, and no name is told twice", () => {
  const lines = given().trimEnd().split("\n");
  const samples = lines.filter((line) => !line.startsWith("#"));
  for (const line of samples)
    expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [\d.e+-]+$/);
  const named = lines.filter((line) => line.startsWith("# TYPE"));
  expect(new Set(named).size).toBe(named.length);
});

type RuleFile = {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: object;
      readonly annotations: object;
    }[];
  }[];
};

test("the rules for Prometheus name metrics that exist, and labels that they have", () => {
  const [file] = [parse(readText("deploy/prometheus/wheelhouse-rules.yaml")) as RuleFile];
  const rules = file?.groups.flatMap((group) => group.rules) ?? [];
  const text = given();
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr, labels, annotations } of rules) {
    const names = expr.match(/\bwheelhouse_[a-z_]+/g) ?? [];
    expect(names.length, alert).toBeGreaterThan(0);
    for (const name of names) {
      expect(text, alert).toContain(`\n# TYPE ${name} `);
      const by = [...expr.matchAll(/by \(([^)]*)\) \((wheelhouse_[a-z_]+)/g)].filter(
        ([, , of]) => of === name,
      );
      for (const [, wanted = ""] of by)
        for (const each of wanted.split(", "))
          expect(text, alert).toMatch(new RegExp(`${name}\\{[^}]*${each}=`));
    }
    for (const [, probe = ""] of expr.matchAll(/probe!?=~?"([^"]*)"/g))
      expect(probes, alert).toHaveProperty(probe);
    expect(labels).toHaveProperty("severity");
    expect(annotations).toHaveProperty("summary");
  }
});
