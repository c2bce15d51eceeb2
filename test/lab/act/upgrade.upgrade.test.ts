// A cluster goes from one minor to the next by two lines in Slack, each approved by somebody else, and with the bot killed on the way.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { changes } from "./changes.ts";
import { before, givenUpgrade, newest } from "./upgrade-given.ts";

const hosts = ["cp1", "worker1"];
/** Most of it is kubeadm's own: components of the control plane, one after another. */
const timeout = 900_000;

let chat: Conversation;
beforeAll(async () => {
  chat = await givenUpgrade(hosts);
});
afterAll(() => chat?.close());

test("what can be had is read from the machines' own repositories", async () => {
  const said = await chat.ask("upgrade plan");
  expect(said).toContain(`lab: ${before.version} to ${newest.version}: nothing in the way`);
  expect(said).toContain("Control groups: cp1 and worker1 version 1");
  expect(said).toContain("etcd: 3.6.8 becomes 3.7, and no etcd goes back from there");
});

test("a worker before its control plane is refused", async () => {
  const said = await chat.ask(`upgrade node worker1 --to ${newest.version}`, "U0ANN");
  expect(said).toContain(`upgrade node cp1 --to=${newest.version}`);
});

test("the control plane, with the bot killed while kubeadm runs", { timeout }, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const upgrade = await propose(`upgrade node cp1 --to ${newest.version}`);
  const card = await chat.ask(`operation show ${upgrade}`);
  expect(card).toContain(`kubeadm upgrade apply v${newest.version} --yes`);
  await approve(upgrade, "cp1");
  await shows(upgrade, /upgrade-apply runs on cp1/);
  await chat.killBot();
  // kubeadm went on without us, and what came of it is seen; what had not begun waits for a person.
  expect(await shows(upgrade, / is (?:interrupted|failed|succeeded)/)).toContain(
    "restarted before this began",
  );
  expect(await componentsOf("cp1")).toEqual([`v${newest.version}`]);

  await chat.ask(`resume ${upgrade} --target cp1`, "U0BOB");
  expect(await shows(upgrade, / is (?:interrupted|failed|succeeded)/)).toContain(" is succeeded");
  await isUpgraded("cp1");
  await isIntact();
});

test("then the worker, with the bot killed while apt runs", { timeout }, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const upgrade = await propose(`upgrade node worker1 --to ${newest.version}`);
  await approve(upgrade);
  // apt may be through before anybody sees it at work.
  await shows(upgrade, /step began – Install kubeadm/);
  await chat.killBot();
  // It went on without us; what had not begun waits for a person.
  await shows(upgrade, / is interrupted/);
  await chat.ask(`resume ${upgrade}`, "U0BOB");
  expect(await shows(upgrade, / is (?:interrupted|failed|succeeded)/)).toContain(" is succeeded");
  await isUpgraded("worker1");
  expect(await chat.ask("upgrade plan")).toContain(`lab is at ${newest.version}`);
  await isIntact();
});

async function isUpgraded(node: string): Promise<void> {
  const columns =
    '{.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status} {.spec.unschedulable}';
  expect((await kubectl(["get", "node", node, `--output=jsonpath=${columns}`])).trim()).toBe(
    `v${newest.version} True`,
  );
  const held = await onHost(node, "asking what is held", "apt-mark showhold");
  expect(held.trim().split("\n").sort()).toEqual(["kubeadm", "kubectl", "kubelet"]);
  const versions = `dpkg-query --show --showformat='\${Version}\\n' kubeadm kubectl kubelet | sort -u`;
  expect((await onHost(node, "asking for versions", versions)).trim()).toBe(`${newest.version}-1.1`);
}

async function componentsOf(node: string): Promise<readonly string[]> {
  const images = "jsonpath={.items[*].spec.containers[*].image}";
  const selector = "--selector=tier=control-plane,component!=etcd";
  const said = await kubectl([
    ...["--namespace=kube-system", "get", "pods", selector],
    ...[`--field-selector=spec.nodeName=${node}`, `--output=${images}`],
  ]);
  return [...new Set(said.split(" ").map((image) => image.split(":").at(-1) ?? ""))];
}
