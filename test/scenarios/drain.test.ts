// A drain from the line to the report: denied, asked again, held by a budget, stopped, and resumed once the budget lets go.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fields, KubeObject } from "../../playground/cluster/object.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation({ cluster: { podStopMs: 0 } });
});
afterAll(() => chat.close());

test("what would be lost is refused, with the line that does it all the same", async () => {
  const refusal = await chat.ask("/k8s node drain worker1");
  expect(refusal.ephemeral).toBe("U0ANN");
  expect(textOf(refusal)).toContain("would lose the data of their emptyDir volumes");
  expect(textOf(refusal)).toContain("node drain worker1 --delete-emptydir-data");
});

test("a drain is denied, asked again, approved, held by a budget, stopped and resumed", async () => {
  const first = await propose("/k8s node drain pi-1");
  expect(textOf(first)).toContain("2 pods have to leave pi-1: 2 of Deployment default/whoami.");
  expect(textOf(first)).toContain("default/whoami allows 1 now, asked 2");
  await changes(chat).fillIn(first, "Deny…", { reason: "not before the backup" });
  await shows(first, "was denied");

  setBudget({ minAvailable: 2 });
  const card = await propose("/k8s node drain pi-1 --reason 'new SD card'");
  expect(textOf(card)).toContain("the drain would wait 10 min and stop");
  await click(card, "U0BOB", "Approve");
  await shows(card, "2 pods are still on pi-1");
  await shows(card, "(budget default/whoami allows no disruption)");
  await click(card, "U0ANN", "Stop");
  const stopped = await shows(card, "was interrupted");
  expect(textOf(stopped)).toContain("“node uncordon pi-1” lets new pods onto it again.");
  expect(podsOn("pi-1")).toHaveLength(2);

  setBudget({ minAvailable: 1 });
  await click(card, "U0ANN", "Resume");
  await shows(card, "✅ Drain pi-1 on home is done");
  expect(podsOn("pi-1")).toEqual([]);
  const transcript = chat.workspace.transcript({ channel: "C0OPS" });
  expect(transcript).toContain("pi-1 runs nothing but static pods and those of DaemonSets");
  const deletions = chat.cluster.requests.filter(({ verb }) => verb === "delete");
  expect(deletions).toEqual([]);
});

test("a node that is drained is not drained again", async () => {
  // In a channel of its own: the thread of the drain before may still be told of.
  const answer = await chat.ask("drain pi-1", { channel: "D0ANN" });
  expect(textOf(answer)).toContain("pi-1 is drained already.");
});

test("a pod is deleted and a workload restarted once a second person has approved", async () => {
  const [pod] = chat.cluster.store.list("pods", "default");
  const deletion = await propose(`/k8s pod delete default/${pod?.metadata.name}`);
  await click(deletion, "U0BOB", "Approve");
  await shows(deletion, "✅ Delete pod");
  expect(chat.cluster.store.get("pods", "default", pod?.metadata.name ?? "")).toBeUndefined();
  const done = await shows(deletion, "the newest of its kind, whoami-");
  await click(done, "U0ANN", "Pods of default now");
  await chat.workspace.next(() => threadOf(done).map(textOf).join("\n").includes("default"));

  const restart = await propose("/k8s workload restart deployment/whoami");
  await click(restart, "U0BOB", "Approve");
  await shows(restart, "✅ Restart Deployment default/whoami");
  await shows(restart, "all 2 pods are new and available");
});

test("long calls open over the card for whoever clicks, and only for them", async () => {
  const bare = addBarePods(100);
  const card = await propose("/k8s node drain worker1 --force --delete-emptydir-data");
  expect(JSON.stringify(card.blocks)).toContain("run.decide.");
  expect(textOf(card)).not.toContain(`default/${bare[50]},`);
  const read = await changes(chat).callsOf(card);
  for (const name of bare) expect(read).toContain(`default/${name},`);
  expect(threadOf(card)).toEqual([]);
  await click(card, "U0ANN", "Cancel");
  await shows(card, "was cancelled");
});

test("calls that are too long for that are read below the card before it can be approved", async () => {
  const bare = addBarePods(60, "x".repeat(220));
  const card = await propose("/k8s node drain worker1 --force --delete-emptydir-data");
  expect(textOf(card)).toContain("on its way into the thread; then it can be approved");
  const complete = await shows(card, "the whole list is in the thread.");
  expect(JSON.stringify(complete.blocks)).toContain('"Approve…"');
  const read = threadOf(card).map(textOf).join("\n");
  for (const name of bare) expect(read).toContain(`default/${name},`);
  expect(threadOf(card).flatMap(({ files }) => files ?? [])).toEqual([]);
  await click(card, "U0ANN", "Cancel");
  await shows(card, "was cancelled");
});

function threadOf(card: Message): readonly Message[] {
  return chat.workspace
    .visible({ as: "U0BOB", channel: card.channel })
    .filter((message) => message.thread_ts === card.ts);
}

async function propose(line: string): Promise<Message> {
  const known = new Set(cards().map(({ ts }) => ts));
  await chat.workspace.say({ as: "U0ANN", channel: "C0OPS", text: line });
  return chat.workspace.next(() => cards().find(({ ts }) => !known.has(ts)));
}

function cards(): readonly Message[] {
  return chat.workspace
    .visible({ as: "U0ANN", channel: "C0OPS" })
    .filter((message) => !message.thread_ts && textOf(message).includes("Approval needed"));
}

function click({ ts, channel }: Message, as: string, label: string): Promise<unknown> {
  return chat.workspace.click({ as, where: { channel, ts }, label });
}

function shows({ ts, channel }: Message, text: string): Promise<Message> {
  return chat.workspace.next(() =>
    chat.workspace
      .visible({ as: "U0ANN", channel })
      .find((each) => each.ts === ts && textOf(each).includes(text)),
  );
}

/** Pods on worker1 that no controller makes anew. */
function addBarePods(amount: number, more = "x"): readonly string[] {
  const [model] = chat.cluster.store.list("pods").filter((pod) => nodeOf(pod) === "worker1");
  if (!model) throw new Error("worker1 runs no pod");
  const { ownerReferences, labels, generateName, ...metadata } = model.metadata;
  const names = Array.from({ length: amount }, (_, at) => `bare-${at}-${more}`);
  for (const name of names)
    chat.cluster.store.put({
      ...model,
      metadata: { ...metadata, namespace: "default", name, uid: `uid-${name}` },
    });
  chat.cluster.settle();
  return names;
}

function setBudget(spec: Fields): void {
  const found = chat.cluster.store.get("policy/poddisruptionbudgets", "default", "whoami");
  if (!found) throw new Error("the simulated cluster has no budget default/whoami");
  const generation = (found.metadata.generation ?? 1) + 1;
  const metadata = { ...found.metadata, generation };
  chat.cluster.store.put({ ...found, metadata, spec: { ...(found.spec as Fields), ...spec } });
  chat.cluster.settle();
}

/** Of the Deployment that a budget guards. */
function podsOn(node: string): readonly KubeObject[] {
  return chat.cluster.store.list("pods", "default").filter((pod) => nodeOf(pod) === node);
}

function nodeOf({ spec }: KubeObject): string | undefined {
  return (spec as { nodeName?: string }).nodeName;
}
