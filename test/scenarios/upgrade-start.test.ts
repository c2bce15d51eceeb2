// To the next minor by one line: etcd backed up, the control plane, a first worker, a question, and the other, which fails and is mended.
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, textAt } from "../../playground/cluster/object.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await chat.ask("/k8s status");
});
afterAll(() => chat.close());

const patienceMs = 60_000;

test("one approval, a canary, a second approval, a kubelet that must be mended, and every node is there", {
  timeout: 240_000,
}, async () => {
  const { propose, click, shows, callsOf } = changes(chat);
  const plan = await chat.ask("/k8s upgrade plan");
  expect(JSON.stringify(plan)).toContain("upgrade start 1.38.0 --cluster=home");
  const card = await propose("/k8s upgrade start 1.38.0 --delete-emptydir-data");
  expect(textOf(card)).toContain("There is no way back");
  const calls = await callsOf(card);
  for (const stage of [
    "stage 1 of 4, by itself: etcd backup",
    "stage 2 of 4, by itself: upgrade node cp1 --to=1.38.0 --delete-emptydir-data",
    "stage 3 of 4, by itself: upgrade node pi-1 --to=1.38.0 --delete-emptydir-data",
    "stage 4 of 4, once it is approved: upgrade node worker1 --to=1.38.0 --delete-emptydir-data",
  ])
    expect(calls).toContain(stage);
  await decide(card, "Approve…", "home");

  const campaign = await posted("Upgrade to 1.38.0 on home");
  const asking = await inThread(campaign, "Approval needed: Upgrade worker1 to 1.38.0");
  await chat.scenarios.toggle("upgrade-kubelet-fails");
  await decide(asking, "Approve…", "worker1");
  const failed = await shows(asking, "Upgrade worker1 to 1.38.0 on home failed");
  expect(textOf(failed)).toContain("worker1 is cordoned");
  await shows(campaign, "failed: resume or abandon it.");
  await chat.scenarios.toggle("upgrade-kubelet-fails");
  await decide(failed, "Resume…", "worker1");
  const done = await shows(campaign, "✅ Upgrade to 1.38.0 on home is done");
  expect(textOf(done)).toContain("✅ Upgrade worker1 to 1.38.0");
  for (const node of chat.cluster.store.list("nodes")) {
    expect(textAt(node, "status.nodeInfo.kubeletVersion")).toBe("v1.38.0");
    expect(at(node, "spec.unschedulable")).not.toBe(true);
  }

  async function decide(on: Message, label: string, target: string): Promise<void> {
    await chat.when(() => click(on, "U0BOB", label));
    await chat.workspace.submit({ as: "U0BOB", values: { target } });
  }
});

function posted(text: string): Promise<Message> {
  return chat.workspace.next(
    () =>
      messages().find((each) => !each.thread_ts && each.text.includes(text) && textOf(each).includes("ca-")),
    patienceMs,
  );
}

function inThread({ ts }: Message, text: string): Promise<Message> {
  return chat.workspace.next(
    () => messages().find((each) => each.thread_ts === ts && each.text.includes(text)),
    patienceMs,
  );
}

function messages(): readonly Message[] {
  return chat.workspace.visible({ as: "U0BOB", channel: "C0OPS" });
}
