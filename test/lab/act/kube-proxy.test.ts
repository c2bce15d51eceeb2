// kube-proxy changed from Slack on real nodes: a mode that works, with the bot killed in the middle; one that this kernel cannot run; and
// tolerations that were lost.
import { afterAll, beforeAll, expect, test } from "vitest";
import { clusterHosts } from "../cluster/given-cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually, givenConversation } from "../end-to-end/given.ts";
import { itemsOf, Pod } from "../end-to-end/truth.ts";
import { withLabNetwork } from "../hosts/network.ts";
import { hostRecord } from "../hosts/records.ts";
import { outcomeOf } from "../run.ts";
import { changes } from "./changes.ts";

const hosts = clusterHosts;
const timeout = 900_000;

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
});
afterAll(() => chat?.close());

test("a mode is changed although the bot is killed meanwhile, and services answer on every node", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const before = await pods();
  const change = await propose("kube-proxy mode nftables --reason 'iptables is slow'");
  await approve(change);
  await shows(change, /Try kube-proxy in nftables mode on \w+: (running|done)/);
  await chat.killBot();

  // What was begun is proven by looking; what was not begun waits for a person.
  const interrupted = await shows(change, / is interrupted/);
  expect(interrupted).toMatch(/Try kube-proxy in nftables mode on \w+: (done|interrupted)/);
  const touched = differing(before, await pods());
  expect(touched.length).toBeLessThanOrEqual(1);
  await chat.ask(`resume ${change}`, "U0ANN");
  const done = await shows(change, / is succeeded/);

  expect(done).toContain("kube-proxy works in nftables mode on 3 nodes");
  expect(differing(before, await pods())).toEqual(hosts);
  for (const host of hosts) {
    expect(await onHost(host, "reading the packet filter", "nft list tables")).toContain("ip kube-proxy");
    expect(await onHost(host, "reading iptables' rules", "iptables-save")).not.toContain("KUBE-SVC");
    await answersOn(host);
  }
  expect(await chat.ask("kube-proxy show")).toContain("nftables mode, ready on 3 nodes");
  await isIntact();
});

test("a mode that the kernel lacks is put back after one node, and the report says why", {
  timeout,
}, async () => {
  const { propose, approve, shows } = changes(chat);
  const before = await pods();
  const change = await propose("kube-proxy mode ipvs");
  await approve(change);
  const said = await shows(change, / is failed/);

  expect(said).toContain("ipvs not supported");
  expect(said).toContain("It was rolled back");
  expect(differing(before, await pods())).toHaveLength(1);
  expect(await config()).toContain("mode: nftables");
  for (const host of hosts) await answersOn(host);
  await chat.ask(`abandon ${change}`, "U0ANN");
  await shows(change, / is abandoned/);
});

test("it goes back to iptables, and nothing of nftables is left", { timeout }, async () => {
  const { propose, approve, shows } = changes(chat);
  const change = await propose("kube-proxy mode iptables");
  await approve(change);
  await shows(change, / is succeeded/);
  for (const host of hosts) {
    expect(await onHost(host, "reading the packet filter", "nft list tables")).not.toContain("kube-proxy");
    await answersOn(host);
  }
});

test("a control plane that kube-proxy left, for want of a toleration, gets it back", {
  timeout,
}, async () => {
  const { propose, approve, shows } = changes(chat);
  await kubectl([
    ...["--namespace=kube-system", "patch", "daemonset", "kube-proxy", "--type=json"],
    `--patch=${JSON.stringify([{ op: "remove", path: "/spec/template/spec/tolerations" }])}`,
  ]);
  await eventually(() => chat.ask("kube-proxy show"), /cp1 +missing/);
  const repair = await propose("kube-proxy repair");
  await approve(repair);
  await shows(repair, / is succeeded/);
  expect(Object.keys(await pods()).toSorted()).toEqual(hosts);
  await answersOn("cp1");
});

test("the API server heard nothing from the bot that no approved card had shown", async () => {
  await changes(chat).areApproved();
});

/** The pod of kube-proxy on each node, by uid; those that are ending do not count. */
async function pods(): Promise<Pods> {
  const all = await itemsOf("pods --namespace=kube-system --selector=k8s-app=kube-proxy", Pod);
  const living = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return Object.fromEntries(living.map(({ metadata, spec }) => [spec.nodeName, metadata.uid]));
}

type Pods = Readonly<Record<string, string>>;

function differing(before: Pods, after: Pods): readonly string[] {
  return hosts.filter((host) => before[host] !== after[host]);
}

function config(): Promise<string> {
  return kubectl(["--namespace=kube-system", "get", "configmap", "kube-proxy", "--output=yaml"]);
}

/** The node port of demo/web, which only kube-proxy's rules lead anywhere. */
async function answersOn(host: string): Promise<void> {
  const url = `http://${hostRecord(host).address}:30080/`;
  const curl = withLabNetwork(["curl", "--silent", "--max-time", "5", url]);
  await eventually(async () => (await outcomeOf(curl)).stdout, /^hello from web-/);
}
