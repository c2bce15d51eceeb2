// A machine with dnf and nothing else on it joins a cluster from Slack, is patched with a reboot, and goes to the next minor after its
// control plane.
import { afterAll, beforeAll, expect, test } from "vitest";
import { changes } from "../act/changes.ts";
import { before, newest, versions } from "../act/upgrade-given.ts";
import { cluster } from "../cluster/cluster.ts";
import { onHost } from "../cluster/on-host.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, up } from "../hosts/index.ts";

const timeout = 900_000;
const released = `${before.version}-150500.1.1`;

let chat: Conversation;
beforeAll(async () => {
  await down();
  await up(["cp1", "rpm1"]);
  await cluster({ hosts: ["cp1"], version: before.minor });
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  for (const host of ["cp1", "rpm1"]) await changes(chat).trust(host);
}, timeout);
afterAll(() => chat?.close());

test("it becomes a Ready node by one line and one approval", { timeout }, async () => {
  expect(await chat.ask("node preflight rpm1")).toContain("rpm1 can join lab");
  const { propose, approve } = changes(chat);
  const joining = await propose("node add rpm1");
  const card = await chat.ask(`operation show ${joining}`);
  expect(card).toContain("Install containerd on rpm1");
  expect(card).toContain(`Install kubeadm and kubelet ${before.version} on rpm1`);
  await approve(joining);
  await succeeds(joining);
  expect(await versions()).toContain(`rpm1 v${before.version} True`);
  expect(await installed()).toBe(`kubeadm-${released} kubelet-${released}`);
});

test("it is patched, and rebooted as needs-restarting asks for it; what Kubernetes needs stays", {
  timeout,
}, async () => {
  const boot = await bootId();
  const { propose, approve } = changes(chat);
  const patch = await propose("node patch rpm1 --delete-emptydir-data --force");
  await approve(patch, "rpm1");
  expect(await succeeds(patch)).toContain("rpm1 has started anew");
  expect(await bootId()).not.toBe(boot);
  expect(await onHost("rpm1", "asking rpm", "rpm --query linux-firmware")).toContain("linux-firmware-2-1");
  expect(await installed()).toBe(`kubeadm-${released} kubelet-${released}`);
  expect(await versions()).toContain(`rpm1 v${before.version} True`);
});

test("it goes to the next minor after its control plane, its repository moved and what it holds held", {
  timeout,
}, async () => {
  expect(await chat.ask("upgrade plan")).toContain(`lab: ${before.version} to ${newest.version}`);
  const { propose, approve, isIntact } = changes(chat);
  const plane = await propose(`upgrade node cp1 --to ${newest.version}`);
  await approve(plane, "cp1");
  await succeeds(plane);
  const worker = await propose(`upgrade node rpm1 --to ${newest.version}`);
  const card = await chat.ask(`operation show ${worker}`);
  expect(card).toContain("Point rpm1 at the packages of 1.37");
  expect(card).toContain(`Install kubeadm ${newest.version}-150500.1.1 on rpm1`);
  await approve(worker);
  await succeeds(worker);
  expect(await versions()).toEqual([`cp1 v${newest.version} True`, `rpm1 v${newest.version} True`]);
  await onHost("rpm1", "updating all", "dnf --quiet --assumeyes upgrade --refresh");
  const upgraded = `${newest.version}-150500.1.1`;
  expect(await installed()).toBe(`kubeadm-${upgraded} kubelet-${upgraded}`);
  await isIntact();
});

async function succeeds(operation: string): Promise<string> {
  const said = await changes(chat).shows(operation, / is (?:succeeded|failed|interrupted)/);
  expect(said).toContain(" is succeeded");
  return said;
}

async function installed(): Promise<string> {
  const said = await onHost(
    "rpm1",
    "asking rpm",
    "rpm --query --queryformat '%{NAME}-%{VERSION}-%{RELEASE} ' kubeadm kubelet",
  );
  return said.trim();
}

async function bootId(): Promise<string> {
  return (await onHost("rpm1", "asking for its boot", "cat /proc/sys/kernel/random/boot_id")).trim();
}
