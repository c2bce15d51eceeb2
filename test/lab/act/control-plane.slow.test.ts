// What people are told of a real control plane over SSH, on a good day and with its kubelet down, and a restart that they asked for.
import { afterAll, beforeAll, expect, test } from "vitest";
import { onHost } from "../cluster/on-host.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually, givenConversation } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";

const timeout = 300_000;
let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await changes(chat).trust("cp1");
});
afterAll(() => chat?.close());

test("a scheduler is started anew by its kubelet once that was approved", { timeout }, async () => {
  expect(await chat.ask("control-plane show")).toMatch(
    /the control plane on cp1 is well[\s\S]*etcd +running/,
  );
  const before = await scheduler();
  const { propose, approve, shows, isIntact } = changes(chat);
  const restart = await propose("control-plane restart kube-scheduler");
  await approve(restart);
  await shows(restart, / is succeeded/);
  expect(await scheduler()).not.toBe(before);
  await isIntact();
});

test("a kubelet that is down is named, and nothing is restarted without one", { timeout }, async () => {
  await onHost("cp1", "stopping the kubelet", "systemctl stop kubelet");
  try {
    expect(await chat.ask("control-plane show")).toMatch(/cp1: The kubelet is inactive/);
    expect(await chat.ask("control-plane restart kube-scheduler", "U0ANN")).toMatch(
      /The kubelet on cp1 is inactive, so nothing would start kube-scheduler anew/,
    );
  } finally {
    await onHost("cp1", "starting the kubelet", "systemctl start kubelet");
  }
  await eventually(() => chat.ask("control-plane show"), /is well/);
});

function scheduler(): Promise<string> {
  return onHost("cp1", "reading a container", "crictl ps --quiet --name '^kube-scheduler$' --state Running");
}
