// What is said of a node that is not ready, once its machine was looked at.
import { expect, test } from "vitest";
import { explainAbout } from "#src/diagnosis/about.ts";
import { createCatalogue } from "#src/diagnosis/load-signatures.ts";
import { machineCollected } from "#src/diagnosis/machine/evidence.ts";
import { type MachineLook, type MachineSeen, sinceStart } from "#src/diagnosis/machine/look.ts";
import { match } from "#src/diagnosis/match.ts";
import { givenCondition, givenNode, silent } from "../../given.ts";

const signatures = createCatalogue([])();
const mute = givenNode({ name: "pi-1", machineId: "aa", conditions: [silent()] });
const service = {
  ...{ isThere: true, active: "active", sub: "running", result: "success", enabled: "enabled" },
  ...{ restarts: 0, activeSince: 10 },
} as const;
const up: MachineSeen = {
  ...{ host: "pi-1", machineId: "aa", kubelet: service, containerd: service, uptimeSeconds: 7_210 },
  ...{ journal: "", kernel: "", containers: [], disks: [], throttling: undefined, unread: [] },
  server: { at: "10.0.0.10", answers: true },
};
const swap =
  'E0707 19:46:43.349802 5328 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"';
const stopped = "Stopped kubelet.service - kubelet: The Kubernetes Node Agent.";

function explain(look: MachineLook, node = mute) {
  const collected = machineCollected(look);
  return explainAbout(
    { name: node.name, node: node.name, collected, machine: { node, look } },
    match(signatures, collected.evidence),
  );
}

function seen(more: Partial<MachineSeen>): MachineLook {
  return { state: "open", ...up, ...more };
}

test("one that gives no sign of life is off, or cut off", () => {
  const why = "pi-1 (10.0.0.21) is not reachable: no route to it, or it is off.";
  expect(explain({ state: "silent", host: "pi-1", why })).toMatchObject({
    words: expect.stringMatching(/^Host off, or cut off from the network/),
    line: why,
    certainty: "likely",
  });
});

test("one that lets nobody in says nothing of why", () => {
  expect(explain({ state: "closed", host: "pi-1", why: "no key" })).toBeUndefined();
});

test.each([
  ["activating", 41, "started anew 41 times"],
  ["failed", 0, "failed"],
])(
  "a kubelet that is %s is down for what its journal says, not because systemd stops it each time",
  (active, restarts, says) => {
    const journal = `${stopped}\n${swap}\n`;
    expect(explain(seen({ kubelet: { ...service, active, restarts }, journal }))).toMatchObject({
      words: expect.stringMatching(/^Host up, kubelet down .*Swap on and failSwapOn true/),
      line: swap,
      of: "the kubelet's journal on pi-1",
      certainty: "sure",
    });
    expect(explain(seen({ kubelet: { ...service, active, restarts }, journal }))?.words).toContain(says);
  },
);

test("a kubelet that is up for a moment each time is down as well", () => {
  const kubelet = { ...service, restarts: 12, activeSince: 7_205 };
  expect(explain(seen({ kubelet, journal: swap }))?.words).toMatch(
    /^Host up, kubelet down \(does not stay up/,
  );
});

test("a kubelet that somebody has stopped is not down for what it wrote before", () => {
  const kubelet = { ...service, active: "inactive" };
  expect(explain(seen({ kubelet, journal: `${swap}\n${stopped}\n` }))).toMatchObject({
    words: expect.stringContaining("(stopped): Kubelet was stopped cleanly"),
    line: stopped,
  });
});

test("a kubelet that is down without a known reason is told with its last line", () => {
  const kubelet = { ...service, active: "failed" };
  expect(explain(seen({ kubelet, journal: "one\nthe last\n" }))).toMatchObject({ line: "the last" });
});

test.each([
  ["down", { ...service, active: "failed", sub: "failed" }, "kubelet.service is failed (failed)"],
  ["mute", service, "kubelet.service is active (running)"],
])("a kubelet that is %s and has written nothing is told with what systemd says", (_how, kubelet, line) => {
  expect(explain(seen({ kubelet, journal: "" }))).toMatchObject({ line, of: "systemd on pi-1" });
});

test("a machine from which no API server answers has lost the network only", () => {
  expect(explain(seen({ server: { at: "10.0.0.10", answers: false } }))).toMatchObject({
    words: "Network only: host up, kubelet up (for 2 h), but the API server does not answer from there.",
    line: "10.0.0.10:6443 does not answer",
  });
});

test("with the network there, it is what the kubelet writes", () => {
  const journal =
    "E0101 00:00:00.000000 1 reflector.go:150] failed to list *v1.Node: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-29T00:00:00Z is after 2026-11-28T00:00:00Z";
  expect(explain(seen({ journal }))?.words).toMatch(/^Not the network .*: ./);
});

test("another machine at its address is told before anything that it says", () => {
  expect(explain(seen({ machineId: "bb", kubelet: { ...service, active: "failed" } }))?.words).toMatch(
    /^Another machine answers where pi-1 was/,
  );
});

test("a runtime that is down is named, and a kubelet that is gone", () => {
  expect(explain(seen({ containerd: { ...service, active: "failed" } }))?.words).toContain(
    "containerd is failed",
  );
  expect(explain(seen({ kubelet: { ...service, isThere: false } }))?.words).toContain(
    "no kubelet is installed",
  );
});

test("of a node that is ready nothing is concluded but what the catalogue knows", () => {
  const ready = givenNode({ name: "pi-1", conditions: [givenCondition("Ready", "True")] });
  expect(explain({ state: "silent", host: "pi-1", why: "no route" }, ready)).toBeUndefined();
  const bits = { isUnderVoltage: true, isThrottled: false, wasUnderVoltage: true, wasThrottled: false };
  expect(explain(seen({ throttling: bits }), ready)).toMatchObject({
    line: "get_throttled: under-voltage now, under-voltage since the last boot",
    certainty: "sure",
  });
});

test("what a look found well is said, with its figures", () => {
  const containers = [
    { name: "kube-proxy", attempt: 0, pod: "kube-proxy-x", namespace: "kube-system", isRunning: true },
    { name: "app", attempt: 4, pod: "app-x", namespace: "shop", isRunning: false },
  ];
  expect(machineCollected(seen({ containers, kernel: "one\ntwo\n" })).well).toEqual([
    "pi-1 answers over SSH, up for 2 h",
    "its kubelet runs, for 2 h",
    "its containerd runs",
    "crictl: 1 of 2 containers running",
    "its kernel's log of three hours: 2 lines",
    "the API server at 10.0.0.10 answers from there",
  ]);
});

test("only what was written since the kubelet's last start but one counts", () => {
  const started = "Started kubelet.service - kubelet: The Kubernetes Node Agent.";
  expect(sinceStart(`old\n${started}\none\n${started}\ntwo\n`)).toBe(`${started}\none\n${started}\ntwo\n`);
  expect(sinceStart("one\ntwo\n")).toBe("one\ntwo\n");
});
