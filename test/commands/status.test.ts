import { describe, expect, test } from "vitest";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { State } from "#src/incident/transitions.ts";
import type { Reach } from "#src/kubernetes/cluster.ts";
import {
  givenCluster,
  givenCondition,
  givenCrashingPod,
  givenLease,
  givenNode,
  givenPod,
  minute,
  now,
  ready,
  silent,
} from "../given.ts";
import { givenIncident } from "../incident/given-incident.ts";
import { givenJoinable } from "../kubeadm/join/given-join.ts";
import { nodes as asking, givenRequest } from "../kubeadm/serving/given-request.ts";
import {
  ask,
  askOf,
  bigHome,
  factOf,
  hostile,
  linesOf,
  rowsOf,
  tableOf,
  textsOf,
  unreachable,
  wellHome,
} from "./ask.ts";

test("a well cluster is told in one sentence", async () => {
  const { answer, faults } = await ask("status", givenCluster(wellHome()));

  expect(answer.headline).toBe("home is healthy: 3 of 3 nodes ready, 12 of 12 pods well");
  expect(answer.tone).toBe("good");
  expect(linesOf(answer, "Problems")).toEqual([]);
  expect(factOf(answer, "API server")).toBe("🟢 v1.37.1, ready, 12 ms");
  expect(factOf(answer, "Control plane")).toBe(
    "🟢 kube-apiserver, kube-controller-manager, kube-scheduler and etcd ready on 1 node",
  );
  expect(factOf(answer, "kube-proxy")).toBe("🟢 ready on 3 nodes");
  expect(factOf(answer, "CoreDNS")).toBe("🟢 ready on 1 node");
  expect(faults).toEqual([]);
});

test("problems come first, the worst on top, and offer what helps", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) => (node.name === "pi-1" ? { ...node, conditions: [silent()] } : node));
  const { answer } = await ask(
    "status",
    givenCluster({ ...home, nodes, pods: [...home.pods, givenCrashingPod({ name: "web-5d4f8-x" })] }),
  );

  expect(answer.headline).toBe(
    "home has 2 problems, first pi-1 has been NotReady for 4 min: Kubelet stopped posting node status; 2 of 3 nodes ready, 10 of 13 pods well",
  );
  expect(answer.parts[0]).toMatchObject({ kind: "list", title: "Problems" });
  expect(linesOf(answer, "Problems")).toEqual([
    "❗ pi-1 has been NotReady for 4 min: Kubelet stopped posting node status",
    "⚠️ default/web keeps crashing on worker-1: container app, 14 restarts, exit code 1",
  ]);
  expect(factOf(answer, "kube-proxy")).toBe("🔴 not ready on pi-1; ready on 2 nodes");
  expect(rowsOf(answer, 2)[0]).toBe("pi-1 | NotReady 4 min");
  expect(answer.buttons?.map(({ label }) => label)).toEqual([
    "Refresh",
    "Details",
    "node show pi-1",
    "pod logs web-5d4f8-x",
  ]);
  expect(answer.buttons?.at(-1)?.line).toBe(
    "pod logs default/web-5d4f8-x --container=app --previous --cluster=home",
  );
});

test("one problem is not called problems", async () => {
  const nodes = [...wellHome().nodes, givenNode({ name: "pi-2", conditions: [silent()] })];
  const { answer } = await ask("status", givenCluster({ ...wellHome(), daemonSets: [], nodes }));
  expect(answer.headline).toBe(
    "home has 1 problem: pi-2 has been NotReady for 4 min: Kubelet stopped posting node status; 3 of 4 nodes ready, 12 of 12 pods well",
  );
});

test("a broken control plane is told by node", async () => {
  const pods = wellHome().pods.filter(
    ({ labels }) => !labels.component?.startsWith("kube-c") && labels.component !== "kube-scheduler",
  );
  const { answer } = await ask("status", givenCluster({ ...wellHome(), pods }));
  expect(factOf(answer, "Control plane")).toBe(
    "🔴 kube-controller-manager and kube-scheduler missing on cp-1",
  );
});

test("a cluster without nodes is not healthy", async () => {
  const { answer, faults } = await ask("status", givenCluster());
  expect([answer.headline, answer.tone, faults]).toEqual(["home has no nodes", "warning", []]);
});

describe("an API server that cannot be reached", () => {
  test("is told with what was last seen", async () => {
    const home = { ...wellHome(), reach: unreachable(now - 4 * minute) };
    const { answer, faults } = await ask("status", givenCluster(home));

    expect(answer.headline).toBe("cannot reach home: certificate expired on 2026-11-20; last seen 4 min ago");
    expect(answer.tone).toBe("bad");
    expect(rowsOf(answer, 2)).toEqual([
      "cp-1 | last seen Ready",
      "pi-1 | last seen Ready",
      "worker-1 | last seen Ready",
    ]);
    expect(answer.freshness).toEqual({ asOf: now - 4 * minute, words: "last seen 4 min ago" });
    expect(faults).toEqual([]);
  });

  test("says what can be done about it", async () => {
    const error = new UnreachableError("cannot reach home: certificate expired on 2026-11-20", {
      hint: "renew them on each control plane",
      shell: ["kubeadm certs renew all", "systemctl restart kubelet"],
    });
    const reach: Reach = { state: "unreachable", since: now, lastSeen: now, error };
    const { answer } = await ask("status", givenCluster({ ...wellHome(), reach }));
    expect(answer.parts.slice(0, 2)).toEqual([
      { kind: "text", text: "Renew them on each control plane." },
      { kind: "code", text: "kubeadm certs renew all\nsystemctl restart kubelet" },
    ]);
  });

  test("and was never seen is told too", async () => {
    const { answer } = await ask("status", givenCluster({ reach: unreachable(undefined) }));
    expect(answer.headline).toBe("cannot reach home: certificate expired on 2026-11-20; never seen");
  });

  test("says that its problems are old", async () => {
    const nodes = [givenNode({ conditions: [silent()] })];
    const { answer } = await ask("status", givenCluster({ nodes, reach: unreachable(now - minute) }));
    expect(linesOf(answer, "Problems when it was last seen")).toHaveLength(1);
  });
});

test("a cluster that is still being read says so", async () => {
  const { answer } = await ask("status", givenCluster({ reach: { state: "connecting", since: now } }));
  expect([answer.headline, answer.tone]).toEqual(["home: still reading the cluster", "unknown"]);
});

test("an API server that just stopped answering is told before the watches hear of it", async () => {
  const health = new UnreachableError("cannot reach home: no answer within 3 s");
  const { answer } = await ask("status", givenCluster({ ...wellHome(), health }));
  expect(answer.headline).toBe("cannot reach home: no answer within 3 s; last seen 1 s ago");
});

test("a health check that is refused is one line of the answer", async () => {
  const health = new RefusedError("the health of home: Wheelhouse may not read it");
  const { answer } = await ask("status", givenCluster({ ...wellHome(), health }));
  expect(factOf(answer, "API server")).toBe("🔴 the health of home: Wheelhouse may not read it");
});

test("an API server that is not ready names the failing checks", async () => {
  const health = {
    ready: false,
    checks: [
      { name: "etcd", ok: false },
      { name: "ping", ok: true },
    ],
  };
  const { answer } = await ask("status", givenCluster({ ...wellHome(), health }));
  expect(factOf(answer, "API server")).toBe("🔴 v1.37.1, not ready, failing: etcd, 12 ms");
  expect(answer.tone).toBe("bad");
  expect(answer.headline).toContain("home has 1 problem: The API server says it is not ready");
});

test("details add conditions out of the ordinary and the leaders", async () => {
  const nodes = [givenNode({ conditions: [ready, givenCondition("Drained", "True", { reason: "ByHand" })] })];
  const { answer } = await ask("status --details", givenCluster({ nodes, leases: [givenLease()] }));

  expect(linesOf(answer, "Conditions")).toEqual([
    "worker-1: Drained=True for 60 min (ByHand)",
    "worker-1: Ready=True for 60 min (KubeletReady: kubelet is posting ready status)",
  ]);
  expect(factOf(answer, "kube-scheduler leader")).toBe("cp-1, renewed 2 s ago");
});

test("a thousand nodes give a readable answer, worst first and the rest counted", async () => {
  const { answer, message, faults } = await ask("status --details", givenCluster(bigHome()));

  expect(faults).toEqual([]);
  expect(answer.headline).toEqual(
    expect.stringMatching(
      /^home has 23 problems, first node-7 has .*; 990 of 1000 nodes ready, 9880 of 10000 pods well$/,
    ),
  );
  expect(
    tableOf(answer)
      .rows.slice(0, 10)
      .every(([, state]) => state === "NotReady 4 min"),
  ).toBe(true);
  expect(tableOf(answer).rows[10]?.[1]).toBe("Ready, DiskPressure");
  expect(textsOf(message)).toMatch(/9\d\d more rows not shown/);
  expect(factOf(answer, "kube-proxy")).toMatch(/^🔴 missing on node-0, .* and 995 more; ready on 0 nodes$/);
});

test("nothing that a cluster says becomes a mention, a link or a control character", async () => {
  const message = hostile.repeat(50);
  const conditions = [givenCondition("Ready", "False", { reason: hostile, message })];
  const { message: drawn, faults } = await ask(
    "status --details",
    givenCluster({ nodes: [givenNode({ name: "pi-1", conditions })] }),
  );

  expect(faults).toEqual([]);
  expect(drawn.text).not.toMatch(/<!channel>|<@U02BOB>/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  expect(textsOf(drawn)).not.toMatch(/\\u202e|\\u001b|\\u0000|[\u0000\u001b\u202e]/i);
  expect(mrkdwnOf(drawn.blocks)).not.toContain("channel");
});

/** The texts that Slack parses. */
function mrkdwnOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(mrkdwnOf).join("\n");
  if (typeof value !== "object" || value === null) return "";
  const isParsed = "type" in value && value.type === "mrkdwn" && "text" in value;
  return isParsed ? String(value.text) : Object.values(value).map(mrkdwnOf).join("\n");
}

test("a cordoned node and a waiting certificate request are named, and it is not green with one", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) => (node.name === "pi-1" ? { ...node, unschedulable: true } : node));
  const cordoned = await ask("status", givenCluster({ ...home, nodes }));
  expect(cordoned.answer).toMatchObject({
    headline: "home: pi-1 is cordoned: no new pod is scheduled there; 3 of 3 nodes ready, 12 of 12 pods well",
    tone: "neutral",
  });
  expect(cordoned.answer.buttons?.at(-1)).toEqual({
    label: "node uncordon pi-1",
    line: "node uncordon pi-1 --cluster=home",
    how: "ask",
  });

  const requests = [
    await givenRequest({ name: "csr-good" }),
    await givenRequest({ name: "csr-bad" }, { names: [{ type: "ip", value: "10.0.0.10" }] }),
  ];
  const { answer, faults } = await ask("status", givenJoinable({ ...home, requests, nodes: asking }).cluster);
  expect(answer.tone).not.toBe("good");
  expect(linesOf(answer, "Problems").join("\n")).toContain(
    "The certificate request csr-good of system:node:pi-1 has waited",
  );
  const lines = answer.buttons?.map(({ line }) => line);
  expect(lines).toContain("csr approve csr-good --cluster=home");
  expect(lines).not.toContain("csr approve csr-bad --cluster=home");
  expect(faults).toEqual([]);
});

test("a pod that no rule names is named all the same", async () => {
  const home = wellHome();
  const pod = givenPod({
    owner: undefined,
    name: "lone",
    node: "worker-1",
    ready: false,
    readySince: now - 90_000,
    createdAt: now - 90_000,
  });
  const { answer } = await ask("status", givenCluster({ ...home, pods: [...home.pods, pod] }));
  expect(answer.tone).toBe("warning");
  expect(linesOf(answer, "Problems").join()).toContain("default/lone");
});

test("what another system reports stands among the problems, once where our rules see it too", async () => {
  const home = wellHome();
  const nodes = home.nodes.map((node) => (node.name === "pi-1" ? { ...node, conditions: [silent()] } : node));
  const outside = (alert: string, summary: string, more: Partial<Problem> = {}, state: State = "firing") => {
    const subject = { kind: "Alert", name: `prometheus/${alert}` };
    const problem: Problem = { alert, severity: "critical", subject, summary, remedies: [], ...more };
    return givenIncident({
      id: alert,
      alert,
      state,
      reported: { from: "prometheus", startsAt: now, problem },
    });
  };
  const { answer } = await askOf("status", [givenCluster({ ...home, nodes })], {
    incidents: [
      outside("VolumeFull", "db-0 is full"),
      outside("KubeNodeNotReady", "pi-1 is gone", { nodes: ["pi-1"] }),
      outside("Slow", "requests are slow", {}, "unknown"),
      { ...outside("Elsewhere", "not here"), cluster: "attic" },
    ],
  });
  expect(linesOf(answer, "Problems")).toEqual([
    "❗ pi-1 has been NotReady for 4 min: Kubelet stopped posting node status",
    "❗ db-0 is full (told by prometheus)",
    "ℹ️ requests are slow (told by prometheus, which says nothing of it any more)",
  ]);
  expect(answer.headline).toContain("home has 2 problems");
});
