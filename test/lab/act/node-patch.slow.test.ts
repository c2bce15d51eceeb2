// A node's packages are brought up to date from Slack: it stays up where nothing asks for a reboot, and is rebooted where something does.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { givenConversation } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";

const timeout = 600_000;
let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await changes(chat).trust("worker1");
});
afterAll(() => chat?.close());

test("where nothing asks for a reboot, its boot goes on", { timeout }, async () => {
  const before = await bootId();
  expect(await patched()).toContain("worker1 asks for no reboot.");
  expect(await bootId()).toBe(before);
  await isBack();
});

test("where a package asks for one, it is rebooted, and takes pods again", { timeout }, async () => {
  const before = await bootId();
  await onHost("worker1", "asking for a reboot", "touch /run/reboot-required");
  expect(await patched()).toContain("worker1 has started anew");
  expect(await bootId()).not.toBe(before);
  await isBack();
  await changes(chat).isIntact();
});

/** What its operation says once it is done. */
async function patched(): Promise<string> {
  const { propose, approve, shows } = changes(chat);
  const patch = await propose("node patch worker1 --delete-emptydir-data --force");
  await approve(patch, "worker1");
  const said = await shows(patch, / is (?:succeeded|failed|interrupted)/);
  expect(said).toContain(" is succeeded");
  expect(said).toContain("Every package of worker1 that nobody holds is up to date.");
  return said;
}

async function isBack(): Promise<void> {
  const columns = '{.status.conditions[?(@.type=="Ready")].status} {.spec.unschedulable}';
  expect((await kubectl(["get", "node", "worker1", `--output=jsonpath=${columns}`])).trim()).toBe("True");
  expect(
    (await onHost("worker1", "asking what is held", "apt-mark showhold")).trim().split("\n").sort(),
  ).toEqual(["kubeadm", "kubectl", "kubelet"]);
}

function bootId(): Promise<string> {
  return onHost("worker1", "asking for its boot", "cat /proc/sys/kernel/random/boot_id");
}
