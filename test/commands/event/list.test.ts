import { expect, test } from "vitest";
import { givenCluster, givenEvent, givenNode, givenPod, hour, minute, now } from "../../given.ts";
import { ask, hostile, rowsOf, textsOf, unreachable } from "../ask.ts";

const normal = givenEvent();
const warning = givenEvent({
  type: "Warning",
  reason: "BackOff",
  message: "Back-off",
  lastAt: now - minute,
  count: 9,
});
const ofNode = givenEvent({ object: { kind: "Node", name: "pi-1" }, reason: "Rebooted", lastAt: now - hour });

test("events are listed newest first with their warnings counted", async () => {
  const { answer, faults } = await ask("event list", givenCluster({ events: [warning, normal, ofNode] }));

  expect(answer.headline).toBe("home: 3 events, 1 of them a warning");
  expect(rowsOf(answer, 4)).toEqual([
    "60 s ago | ⚠️ BackOff | Pod default/web-5d4f8-abcde | 9",
    "5 min ago | Pulled | Pod default/web-5d4f8-abcde | 1",
    "60 min ago | Rebooted | Node pi-1 | 1",
  ]);
  expect(faults).toEqual([]);
});

test.each([
  ["event list --warnings", "home: 1 warning"],
  ["event list --about node/pi-1", "home: 1 event, no warnings about node/pi-1"],
  ["event list --about no/pi-1 --warnings", "home: no warnings about no/pi-1"],
  [
    "event list --about pods/default/web-5d4f8-abcde",
    "home: 2 events, 1 of them a warning about pods/default/web-5d4f8-abcde",
  ],
  ["event list kube-system", "home: no events in kube-system"],
  ["event list --about pi-1", "home: 1 event, no warnings about pi-1"],
  ["event list --about web-5d4f8-abcde", "home: 2 events, 1 of them a warning about web-5d4f8-abcde"],
])("%s is answered in a sentence", async (line, headline) => {
  const nodes = [givenNode({ name: "pi-1" })];
  const cluster = givenCluster({ events: [warning, normal, ofNode], nodes, pods: [givenPod()] });
  expect((await ask(line, cluster)).answer.headline).toBe(headline);
});

test("a name that several have is asked back with a button for each", async () => {
  const nodes = [givenNode({ name: "web" })];
  const pods = [givenPod({ namespace: "shop", name: "web", owner: undefined })];
  await expect(ask("event list --about=web", givenCluster({ nodes, pods }))).rejects.toMatchObject({
    offers: ["event list --about=node/web", "event list --about=pod/shop/web"],
  });
});

test.each(["pi-1", "planet/mars", "node/", "pod/a/b/c"])(
  "--about=%s is a mistake in typing",
  async (about) => {
    await expect(ask(`event list --about=${about}`, givenCluster())).rejects.toMatchObject({
      name: "UsageError",
      message: `--about wants a kind and a name, not "${about}".`,
    });
  },
);

test("a namespace that does not exist is asked for again", async () => {
  await expect(ask("event list kube-sytem", givenCluster())).rejects.toMatchObject({ choose: "namespace" });
});

test("an unreachable cluster is told as such", async () => {
  await expect(ask("event list", givenCluster({ reach: unreachable(now) }))).rejects.toMatchObject({
    name: "UnreachableError",
  });
});

test("the cause of a failure is read, though it stands at the end of a long message", async () => {
  // As test/fixtures/pi/v1.37.2/pod-without-network.describe.txt has it.
  const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "4f542b670283786dee0d0f135c280b58899d78ba8537c2101c25817b6a6ab514": plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory`;
  const events = [{ ...warning, reason: "FailedCreatePodSandBox", message }];
  const { message: drawn, faults } = await ask("event list", givenCluster({ events }));
  expect(textsOf(drawn)).toContain("Failed to create pod sandbox: ");
  expect(textsOf(drawn)).toContain("failed (add): open /run/flannel/subnet.env: no such file or directory");
  expect(faults).toEqual([]);
});

test("a flood of hostile events fits a message", async () => {
  const events = Array.from({ length: 3_000 }, () => ({ ...warning, message: hostile.repeat(20) }));
  expect((await ask("event list", givenCluster({ events }))).faults).toEqual([]);
});
