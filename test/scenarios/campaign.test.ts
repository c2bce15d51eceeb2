// A campaign from the line to its report: approved once, stage by stage in its thread, asked before the second node, and done.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation({ cluster: { podStopMs: 0 } });
});
afterAll(() => chat.close());

test("kube-proxy is restarted node by node, and asks after the first", async () => {
  const { propose, click, callsOf, shows } = changes(chat);
  const card = await propose("/k8s kube-proxy restart --one-by-one");
  const calls = await callsOf(card);
  expect(calls).toContain("stage 1 of 3, by itself: kube-proxy restart pi-1");
  expect(calls).toContain("stage 2 of 3, once it is approved: kube-proxy restart worker1");
  expect(calls).toContain("by itself at most: DELETE /api/v1/namespaces/kube-system/pods/kube-proxy-<pod>");
  const before = await proxies();

  await click(card, "U0BOB", "Approve");
  const campaign = await posted("Restart kube-proxy one by one on home");
  await shows(campaign, "Somebody must decide");
  const canary = await inThread(campaign, "Restart kube-proxy on pi-1");
  const asking = await inThread(campaign, "Approval needed: Restart kube-proxy on worker1");
  expect(textOf(canary)).toContain("started under its approval");
  expect(await proxies()).toEqual({ ...before, "pi-1": expect.not.stringMatching(before["pi-1"] ?? "") });

  await click(asking, "U0BOB", "Approve");
  const done = await shows(campaign, "is done");
  expect(textOf(done)).toContain("✅ Restart kube-proxy on cp1");
  for (const [node, pod] of Object.entries(await proxies())) expect(pod).not.toBe(before[node]);
  const list = await chat.ask("/k8s campaign list --all", { channel: "D0ANN" });
  expect(textOf(list)).toContain("succeeded, 3 of 3");
});

async function posted(text: string): Promise<Message> {
  const now = () =>
    chat.workspace
      .visible({ as: "U0ANN", channel: "C0OPS" })
      .find(
        (message) => textOf(message).includes("ca-") && message.text.includes(text) && !message.thread_ts,
      );
  return chat.workspace.next(now);
}

function inThread({ ts }: Message, text: string): Promise<Message> {
  return chat.workspace.next(() =>
    chat.workspace
      .visible({ as: "U0ANN", channel: "C0OPS" })
      .find((message) => message.thread_ts === ts && message.text.includes(text)),
  );
}

/** By node, the pod of kube-proxy. */
async function proxies(): Promise<Readonly<Record<string, string>>> {
  const pods = chat.cluster.store.list("pods", "kube-system") as unknown as {
    metadata: { name: string };
    spec: { nodeName: string };
  }[];
  const own = pods.filter(({ metadata }) => metadata.name.startsWith("kube-proxy-"));
  return Object.fromEntries(own.map(({ metadata, spec }) => [spec.nodeName, metadata.name]));
}
