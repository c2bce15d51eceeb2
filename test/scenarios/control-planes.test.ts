// A second control plane joins from chat and is removed again: etcd is well before and after, and the key to the cluster's keys is nowhere.
import { afterEach, beforeEach, expect, test } from "vitest";
import { membersOf } from "../../playground/hosts/node/etcd.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation();
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s host add pi-4");
  await click(card, "U0BOB", "Approve");
  await shows(card, "is pinned for pi-4.");
});
afterEach(() => chat.close());

const named = () => membersOf(chat.cluster).map(({ name }) => name);

/** The configuration that cp1's kubeadm uploads with. */
async function watchUpload(): Promise<readonly string[]> {
  const { machine } = await chat.machines.node("cp1");
  const real = machine.programs.get("kubeadm");
  const seen: string[] = [];
  machine.programs.set("kubeadm", async (process) => {
    const path = process.argv[process.argv.indexOf("--config") + 1] ?? "";
    if (process.argv.includes("upload-certs")) seen.push(machine.files.get(path)?.content ?? "");
    return real?.(process) ?? 1;
  });
  return seen;
}

test("it joins with keys that another one uploads, serves, and leaves etcd again when it is removed", async () => {
  const { propose, click, shows, callsOf, decide } = changes(chat);
  const uploads = await watchUpload();
  const card = await propose("/k8s node add pi-4 --control-plane");
  expect(textOf(card)).toContain("Join pi-4 as a control plane on home");
  expect(textOf(card)).toContain("etcd goes from 1 to 2 members, of which 2 must answer");
  expect(await callsOf(card)).toContain(
    "cp1: sudo -n -- kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print --config",
  );
  await click(card, "U0BOB", "Approve");
  await shows(card, "etcd has 2 members that answer, and needs 2");
  expect(named()).toEqual(["cp1", "pi-4"]);

  const [cp1, pi4] = ["cp1", "pi-4"].map((name) => chat.machines.host(name).machine);
  const [, key = ""] = /certificateKey: ([0-9a-f]{64})/.exec(uploads[0] ?? "") ?? [];
  expect(key).not.toBe("");
  const everywhere = [cp1, pi4].map((each) => [each?.ran, each?.journal.all(), [...(each?.files ?? [])]]);
  expect(JSON.stringify(everywhere)).not.toContain(key);
  expect(transcript()).not.toContain(key);

  const status = textOf(await chat.ask("/k8s etcd status"));
  expect(status).toContain("etcd is well, 2 members");
  const [, second] = membersOf(chat.cluster);
  const answers = second?.answers ?? (() => false);
  if (second) second.answers = () => false;
  expect(textOf(await chat.ask("/k8s node remove pi-4"))).toContain("etcd has no quorum");
  if (second) second.answers = answers;

  const removal = await propose("/k8s node remove pi-4");
  expect(textOf(removal)).toContain("etcd goes from 2 members to 1, of which 1 must answer and 1 do");
  await decide(removal, "Approve…", "pi-4");
  await shows(removal, "pi-4 is no node of home any more.");
  expect(named()).toEqual(["cp1"]);
  expect(pi4?.files.has("/etc/kubernetes/pki/ca.key")).toBe(false);
  expect(textOf(await chat.ask("/k8s node remove cp1"))).toContain("the cluster would be lost with it");
});

test("a learner that a failed join has left is told, and to resume takes it out and joins anew", async () => {
  const { propose, click, shows } = changes(chat);
  const { machine } = chat.machines.host("pi-4");
  machine.faults.etcdDoesNotCatchUp = true;
  const card: Message = await propose("/k8s node add pi-4 --control-plane");
  await click(card, "U0BOB", "Approve");
  const failed = textOf(await shows(card, "etcd has pi-4 as a learner, which does not vote"));
  expect(failed).toContain("member remove");
  await chat.ask("/k8s node preflight pi-4 --control-plane");
  // The operation's report may be told before the answer.
  await chat.workspace.next(() => transcript().includes("etcd takes no new member now") || undefined);
  machine.faults.etcdDoesNotCatchUp = false;
  await click(card, "U0ANN", "Resume");
  await shows(card, "etcd has 2 members that answer, and needs 2");
  expect(named()).toEqual(["cp1", "pi-4"]);
});

function transcript(): string {
  return chat.workspace.visible({ as: "U0ANN", channel: "C0OPS" }).map(textOf).join("\n");
}
