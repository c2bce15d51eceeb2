import { expect, test } from "vitest";
import { defineRule } from "#src/incident/rule.ts";
import { givenNode, givenSight, minute, now } from "../given.ts";

const rule = defineRule({
  alert: "KubeNodeOld",
  severity: "critical",
  for: "5m",
  needs: ["apiServer"],
  detect: ({ snapshot: { nodes } }, { apiServer }) =>
    nodes.filter(({ kubeletVersion }) => kubeletVersion !== apiServer.version),
  subject: ({ name }) => ({ kind: "Node", name }),
  since: ({ createdAt }) => createdAt,
  inWork: ({ unschedulable }) => unschedulable,
  summary: ({ name, createdAt }, at) => `${name} is ${at - createdAt} ms old`,
  remedies: ({ name }) => [`node show ${name}`],
});
const old = givenNode({ name: "pi-1", kubeletVersion: "v1.36.0", createdAt: now - minute });

test("a problem names its nodes and how long it has been one", () => {
  expect(rule.problems(givenSight({ nodes: [old, givenNode()] }))).toEqual([
    {
      alert: "KubeNodeOld",
      severity: "critical",
      subject: { kind: "Node", name: "pi-1" },
      nodes: ["pi-1"],
      since: now - minute,
      inWork: false,
      summary: "pi-1 is 60000 ms old",
      remedies: ["node show pi-1"],
    },
  ]);
});

test("where somebody is at work it is worth knowing and no more", () => {
  const nodes = [{ ...old, unschedulable: true }];
  expect(rule.problems(givenSight({ nodes }))).toMatchObject([{ severity: "info", inWork: true }]);
});

test("without a needed probe, or with an old one, nobody knows", () => {
  const sight = givenSight({ nodes: [old] });
  expect(rule.problems({ ...sight, probes: {} })).toBe("unknown");
  expect(rule.problems({ ...sight, now: now + 2 * minute })).toBe("unknown");
});

test("a severity may rise with what was found, and what gets worse by steps says which", () => {
  const rising = defineRule({
    alert: "KubeNodeOld",
    severity: "info",
    for: "0s",
    detect: ({ snapshot: { nodes } }) => nodes,
    rises: {
      of: ({ createdAt }, at) => (at - createdAt > minute ? "critical" : "info"),
      words: "critical after a minute",
    },
    subject: ({ name }) => ({ kind: "Node", name }),
    stage: ({ createdAt }, at) => (at - createdAt) / minute,
    summary: ({ name }) => name,
    remedies: () => [],
  });
  const nodes = [1, 2].map((age) => givenNode({ name: `pi-${age}`, createdAt: now - age * minute }));
  expect(rising.problems(givenSight({ nodes }))).toMatchObject([
    { severity: "info", stage: 1 },
    { severity: "critical", stage: 2 },
  ]);
  expect(rising.rises).toBe("critical after a minute");
});
