// To the next minor by one line: etcd backed up, the control plane, a first worker, which fails and is mended, a question, and the other.
// Makes a picture of the README.
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, textAt } from "../../playground/cluster/object.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { openCamera } from "../playground/camera.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await chat.ask("/k8s status");
});
afterAll(() => chat.close());

const version = "status.nodeInfo.kubeletVersion";

test("one approval, a canary that fails and is mended, a second approval, and every node is there", {
  timeout: 240_000,
}, async () => {
  const { propose, click, shows, callsOf, decide } = changes(chat);
  const plan = await chat.ask("/k8s upgrade plan");
  expect(JSON.stringify(plan)).toContain("upgrade start 1.38.0 --cluster=home");
  const refused = await chat.ask("/k8s upgrade start 1.38.0");
  const allTheSame = "upgrade start 1.38.0 --delete-emptydir-data";
  expect(JSON.stringify(refused)).toContain(`"value":"${allTheSame}"`);
  const rested = await chat.ask(`/k8s ${allTheSame} --rest=4h --dry-run`);
  expect(JSON.stringify(rested)).toContain("at work for 4h before the next worker begins");
  const card = await propose(`/k8s ${allTheSame}`);
  expect(textOf(card)).toContain("There is no way back");
  expect(textOf(card)).toContain("The API is away for a minute or two while its components restart");
  // The machine stays on.
  expect(textOf(card)).not.toContain("once the machine stops");
  const calls = await callsOf(card);
  for (const stage of [
    "stage 1 of 4, by itself: etcd backup",
    "stage 2 of 4, by itself: upgrade node cp1 --to=1.38.0 --delete-emptydir-data",
    "stage 3 of 4, by itself: upgrade node pi-1 --to=1.38.0 --delete-emptydir-data",
    "stage 4 of 4, once it is approved: upgrade node worker1 --to=1.38.0 --delete-emptydir-data",
  ])
    expect(calls).toContain(stage);
  await chat.scenarios.toggle("upgrade-canary-fails");
  await decide(card, "Approve…", "home");

  const campaign = await posted("Upgrade to 1.38.0 on home");
  const canary = await inThread(campaign, "Upgrade pi-1 to 1.38.0 on home");
  const failed = await shows(canary, "Removed flag left in");
  expect(textOf(failed)).toContain("pi-1 is cordoned");
  await shows(campaign, "failed: resume or abandon it.");
  expect(textAt(chat.cluster.store.get("nodes", undefined, "worker1"), version)).toBe("v1.37.1");
  await chat.scenarios.toggle("upgrade-canary-fails");
  await click(failed, "U0ANN", "Resume");
  const asking = await inThread(campaign, "Approval needed: Upgrade worker1 to 1.38.0");
  await shows(campaign, "✅ Upgrade pi-1 to 1.38.0");
  const half = textOf(await shows(campaign, "Somebody must decide"));
  expect(half).toContain("✅ Upgrade cp1 to 1.38.0");
  const camera = await openCamera(chat.workspace.origin);
  const shot = { as: "U0BOB", channel: "C0OPS", thread: campaign.ts, height: 900 };
  if (camera) await camera.keep("upgrade.webp", [await camera.page(shot, "Approval needed")]);
  await decide(asking, "Approve…", "worker1");
  const done = await shows(campaign, "✅ Upgrade to 1.38.0 on home is done");
  expect(textOf(done)).toContain("✅ Upgrade worker1 to 1.38.0");
  expect(textOf(done)).toContain("Kept: /var/backups/wheelhouse/etcd/");
  expect(textOf(done)).toContain("Kubelets run cp1, pi-1 and worker1: v1.38.0.");
  for (const node of chat.cluster.store.list("nodes")) {
    expect(textAt(node, version)).toBe("v1.38.0");
    expect(at(node, "spec.unschedulable")).not.toBe(true);
  }
});

function posted(text: string): Promise<Message> {
  return chat.workspace.next(() =>
    messages().find((each) => !each.thread_ts && each.text.includes(text) && textOf(each).includes("ca-")),
  );
}

function inThread({ ts }: Message, text: string): Promise<Message> {
  return chat.workspace.next(() =>
    messages().find((each) => each.thread_ts === ts && each.text.includes(text)),
  );
}

function messages(): readonly Message[] {
  return chat.workspace.visible({ as: "U0BOB", channel: "C0OPS" });
}
