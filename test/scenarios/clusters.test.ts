// Several clusters in one process: which one a line is about, and what they know of each other.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
let shed: SimulatedCluster;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "wheelhouse-shed-"));
  shed = await startCluster({
    directory,
    name: "shed",
    heartbeatMs: 0,
    podStartMs: 0,
  });
  chat = await givenConversation({
    settings: `
clusters:
  home: { kubeconfig: $KUBECONFIG, channels: { alerts: C0ALERTS } }
  shed: { kubeconfig: "${shed.kubeconfig}", channels: { alerts: C0GENERAL } }
access: { viewer: [U0ANN] }
`,
  });
});

afterAll(async () => {
  await chat.close();
  await shed.close();
  await rm(directory, { recursive: true, force: true });
});

test("a channel is about the cluster whose alerts go there", async () => {
  expect((await chat.ask("/k8s status", { channel: "C0ALERTS" })).text).toContain(
    "home is healthy: 3 of 3 nodes",
  );
  expect((await chat.ask("/k8s status", { channel: "C0GENERAL" })).text).toContain(
    "shed is healthy: 3 of 3 nodes",
  );
});

test("--cluster names another one", async () => {
  const answer = await chat.ask("/k8s status --cluster shed", { channel: "C0ALERTS" });
  expect(answer.text).toContain("shed is healthy");
});

test("where nothing says which, the bot asks and names what it knows", async () => {
  const note = await chat.ask("/k8s status");
  expect(note.ephemeral).toBe("U0ANN");
  expect(textOf(note)).toContain("Which cluster do you mean?");
  expect(textOf(note)).toContain("home, shed");
});

test("an unknown cluster is refused by name", async () => {
  expect(textOf(await chat.ask("/k8s status --cluster nope"))).toContain('There is no cluster "nope".');
});

test("commands about Wheelhouse itself need no cluster", async () => {
  expect((await chat.ask("/k8s help")).text).toContain("What you can ask me");
  expect((await chat.ask("/k8s version")).text).toContain("Wheelhouse");
});

test("a dead cluster does not keep the others from answering", async () => {
  await shed.stop();
  const list = await chat.ask("/k8s cluster list");
  expect(list.text).toContain("2 clusters");
  expect((await chat.ask("/k8s status", { channel: "C0ALERTS" })).text).toContain("home is healthy");
  expect((await chat.ask("/k8s status", { channel: "C0GENERAL" })).text).toContain("cannot reach shed");
  await shed.start();
});

test("a stop waits for the line that is being served", async () => {
  chat.workspace.fail({ method: "users.info", times: 1, kind: "slow", delayMs: 400 });
  await chat.workspace.say({ as: "U0ANN", channel: "D0ANN", text: "status --cluster home" });
  await chat.stopBot();
  const answers = chat.workspace
    .visible({ as: "U0ANN", channel: "D0ANN" })
    .filter(({ user }) => user === "U0WHEEL");
  expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining("home is healthy")]);
});
