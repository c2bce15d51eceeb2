// To the next minor by two lines and two approvals, on the simulated cluster and its machines; the worker's kubelet does not start at first.
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, textAt } from "../../playground/cluster/object.ts";
import { keyring } from "../../playground/hosts/node/packages.ts";
import { expiredKey } from "../../playground/hosts/node/repository-key.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await chat.ask("/k8s status");
});
afterAll(() => chat.close());

test("what can be had is read from the machines' repositories", async () => {
  const plan = textOf(await chat.ask("/k8s upgrade plan"));
  expect(plan).toContain("home: 1.37.1 to 1.38.0: nothing in the way");
  expect(plan).toContain("1.37.2 and 1.38.0");
  expect(plan).toContain("kubeadm 1.38.0 can be had for every machine");
});

test("what stands in its way is told with what mends it, and is over once that is done", async () => {
  await chat.scenarios.toggle("upgrade-blocked");
  const plan = textOf(await chat.ask("/k8s upgrade plan 1.38.0"));
  expect(plan).toContain("home: 1.37.1 to 1.38.0: 1 of ");
  expect(plan).toContain("pods.guard.example (guard/guard): refuses pods of kube-system");
  expect(plan).toContain(
    "expired on worker1 (2024-12-31): apt takes no package until the repository's own is there",
  );
  expect(plan).toContain("flowschemas of flowcontrol.apiserver.k8s.io/v1beta3 (removed in 1.38)");
  expect(textOf(await chat.ask("/k8s upgrade start 1.38.0"))).toContain("nobody answers it");
  await chat.scenarios.toggle("upgrade-blocked");
});

test("an image that cannot be had is in the way, and nothing is pulled to find out", async () => {
  const { machine } = await chat.machines.node("pi-1");
  machine.disk.silent.add("registry.k8s.io");
  const plan = textOf(await chat.ask("/k8s upgrade plan 1.38.0"));
  expect(plan).toContain("registry.k8s.io/kube-proxy:v1.38.0 for pi-1: not there, and no registry answers");
  expect(textOf(await chat.ask("/k8s upgrade start 1.38.0 --delete-emptydir-data"))).toContain(
    "sudo crictl pull",
  );
  machine.disk.silent.clear();
  expect(machine.ran.filter((argv) => argv.includes("pull"))).toEqual([]);
});

test("a key that has expired is renewed by its button, and by the upgrade itself", {
  timeout: 60_000,
}, async () => {
  const { machine } = await chat.machines.node("worker1");
  machine.write(keyring, expiredKey);
  const plan = await chat.ask("/k8s upgrade plan 1.38.0");
  const { shows, callsOf, click, next } = changes(chat);
  const card = await next(() => click(plan, "U0ANN", "Renew the key on worker1…"));
  expect(textOf(card)).toContain("95117A33F651075BA863D751401DCB3FAB70799B, valid until 2035-12-31");
  expect(textOf(card)).toContain("It is the key that is there already, prolonged.");
  expect(await callsOf(card)).toContain("openssl base64 -d -A -out");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Renew the key of the packages on worker1 on home is done");
  expect(textOf(await chat.ask("/k8s upgrade plan 1.38.0"))).toContain("Repository keys: none has expired");
  machine.write(keyring, expiredKey);
});

test("a worker before its control plane is refused, with the line that comes first", async () => {
  const said = textOf(await chat.ask("/k8s upgrade node worker1 1.38.0"));
  expect(said).toContain("upgrade node cp1 --to=1.38.0");
});

test("the control plane, then the worker, whose kubelet must be mended on the way", async () => {
  const { propose, shows, callsOf, decide } = changes(chat);
  const plane = await propose("/k8s upgrade node cp1 1.38.0");
  expect(textOf(plane)).toContain("There is no way back");
  const calls = await callsOf(plane);
  expect(calls).toContain("s#/v1[.]37/#/v1.38/#");
  expect(calls).toContain("kubeadm upgrade apply v1.38.0 --yes");
  expect(calls).toContain("kubeadm=1.38.0-1.1");
  await decide(plane, "Approve…", "cp1");
  await shows(plane, "✅ Upgrade cp1 to 1.38.0 on home is done");

  await chat.scenarios.toggle("upgrade-kubelet-fails");
  const worker = await propose("/k8s upgrade node worker1 1.38.0 --delete-emptydir-data");
  const its = await callsOf(worker);
  expect(its).toContain("worker1: kubeadm upgrade node");
  // Without it apt takes no package there.
  expect(its).toContain("openssl base64 -d -A -out");
  await decide(worker, "Approve…", "worker1");
  const failed = textOf(await shows(worker, "unknown flag: --container-hints"));
  expect(failed).toContain("worker1 is cordoned");
  expect(failed).toContain("Mend it there (journalctl -u kubelet), then resume");
  expect(failed).toContain("Removed flag left in");

  await chat.scenarios.toggle("upgrade-kubelet-fails");
  await decide(worker, "Resume…", "worker1");
  await shows(worker, "✅ Upgrade worker1 to 1.38.0 on home is done");
  const node = chat.cluster.store.get("nodes", undefined, "worker1");
  expect(textAt(node, "status.nodeInfo.kubeletVersion")).toBe("v1.38.0");
  expect(at(node, "spec.unschedulable")).not.toBe(true);
});
