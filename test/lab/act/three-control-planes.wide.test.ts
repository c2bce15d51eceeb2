// Three control planes behind a balancer, run from Slack: looked at, backed up, renewed, and taken to the next minor while the API is asked all along.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { nameEtcdTag } from "../cluster/etcd-tag.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, up, withLabNetwork } from "../hosts/index.ts";
import { network } from "../hosts/names.ts";
import { outcomeOf } from "../run.ts";
import { changes } from "./changes.ts";

const controlPlanes = ["cp1", "cp2", "cp3"];
const hosts = [...controlPlanes, "worker1"];
const [newest, before] = kubernetesVersions;
/** Several members have to be at 3.6.11 before 3.7, and kubeadm brings 3.6.8. */
const etcdTag = `${before.laterEtcd.version}-0`;
const timeout = 1_800_000;
/** Of one stage on this machine, milliseconds. */
const stageMs = 600_000;

let chat: Conversation;
beforeAll(async () => {
  await down();
  await up(hosts);
  await cluster({ hosts, version: before.minor, controlPlanes: 3, etcdTag });
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  for (const host of hosts) await changes(chat).trust(host);
}, timeout);
afterAll(async () => {
  await chat?.close();
  await down();
});

test("each of three members of etcd is told, and a backup of one of them is proven", {
  timeout,
}, async () => {
  const said = await chat.ask("etcd status");
  expect(said).toMatch(/etcd is well, 3 members/);
  for (const name of controlPlanes) expect(said).toMatch(new RegExp(`${name} +(leader|follower) +3\\.6`));
  expect(said).toMatch(/3 of 3 answer, 2 are needed/);
  expect(await done("etcd backup")).toMatch(
    /Restored, it holds revision \d+, \d+ keys, as the snapshot does/,
  );
});

test("a component is restarted on the one control plane that was named", { timeout }, async () => {
  const all = await chat.ask("control-plane show");
  for (const name of controlPlanes) expect(all).toContain(name);
  const old = await startOf("kube-scheduler");
  await done("control-plane restart kube-scheduler cp2");
  // Its kubelet tells the API server of it some seconds later.
  const cp2 = async () => (await startOf("kube-scheduler")).cp2;
  await expect.poll(cp2, { timeout: 60_000, interval: 2_000 }).not.toBe(old.cp2);
  expect({ ...(await startOf("kube-scheduler")), cp2: "" }).toEqual({ ...old, cp2: "" });
});

test("etcd stays what its image's tag says until that is taken away", { timeout }, async () => {
  expect(await chat.ask("upgrade plan")).toContain(`it will be ${etcdTag}`);
  await nameEtcdTag(undefined);
  expect(await chat.ask("upgrade plan")).toContain(`${before.laterEtcd.version} becomes 3.7`);
});

test("an upgrade goes from one to the next, the bot killed on the second, and the API answers all along", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const began = Date.now();
  const asking = askWithoutEnd();
  const start = await propose(`upgrade start ${newest.version} --delete-emptydir-data`);
  await approve(start, "lab");
  await shows(start, / is succeeded/);
  const [campaign = ""] = /ca-\w+/.exec(await chat.ask("campaign list")) ?? [];
  const stage = async (node: string): Promise<string> => {
    const line = new RegExp(`Upgrade ${node} to \\S+ .*(op-\\w+)`);
    return line.exec(await eventually(() => chat.ask(`campaign show ${campaign}`), line, stageMs))?.[1] ?? "";
  };

  const second = await stage("cp2");
  await shows(second, /upgrade-node runs on cp2/);
  await chat.killBot();
  await shows(second, / is interrupted/);
  await chat.ask(`resume ${second} --target cp2`, "U0BOB");
  await shows(second, / is succeeded/);
  await eventually(() => chat.ask(`campaign show ${campaign}`), /is done/, 3 * stageMs);

  expect(await versions()).toEqual(hosts.map((host) => `${host} v${newest.version} True`));
  const status = await chat.ask("etcd status");
  for (const name of controlPlanes) expect(status).toMatch(new RegExp(`${name} +(leader|follower) +3\\.7`));
  await isIntact();
  const { longestMs, ...counted } = await asking.stop();
  const seconds = Math.round((Date.now() - began) / 1_000);
  console.log(
    `Upgrade in ${seconds} s: ${JSON.stringify(counted)}, ${longestMs} ms without an answer at most`,
  );
  expect(counted.asked).toBeGreaterThan(100);
  expect(longestMs).toBeLessThan(mostMs);
});

test("the certificates of all three are renewed, one control plane after the other, and the API answers meanwhile", {
  timeout,
}, async () => {
  const asking = askWithoutEnd();
  await done("cert renew");
  const { longestMs, ...counted } = await asking.stop();
  console.log(`Renewal: ${JSON.stringify(counted)}, ${longestMs} ms without an answer at most`);
  expect(longestMs).toBeLessThan(mostMs);
  await waitUntilReady();
  expect(await chat.ask("etcd status")).toMatch(/etcd is well, 3 members/);
});

/** The balancer hands connections to whatever accepts them, also to a server that is about to end or has not read its roles yet. */
const mostMs = 20_000;

/** Asked for by Ann, approved by Bob; answers what the operation shows when it has succeeded. */
function done(line: string): Promise<string> {
  return changes(chat).done(line, { withinMs: 2 * stageMs });
}

/** When the container of each control plane's static pod was started. */
async function startOf(component: string): Promise<Record<string, string>> {
  const columns =
    '{range .items[*]}{.spec.nodeName} {.status.containerStatuses[0].state.running.startedAt}{"\\n"}{end}';
  const selector = `--selector=component=${component}`;
  const said = await eventually(
    () => kubectl(["get", "pods", "--namespace=kube-system", selector, `--output=jsonpath=${columns}`]),
    /^cp1 \S+\ncp2 \S+\ncp3 \S+\n$/,
  );
  return Object.fromEntries(
    said
      .trim()
      .split("\n")
      .map((line) => line.split(" ")),
  );
}

/** A client that asks the API through the balancer. */
function askWithoutEnd() {
  const ending = new AbortController();
  const counted = { asked: 0, failed: 0, longestMs: 0 };
  const url = `https://${network.gateway}:6443/version`;
  const all = ask();
  return {
    async stop() {
      ending.abort();
      await all;
      return counted;
    },
  };

  async function ask(): Promise<void> {
    let answeredAt = Date.now();
    while (!ending.signal.aborted) {
      const { stdout } = await outcomeOf(
        withLabNetwork(["curl", "--silent", "--insecure", "--max-time", "3", url]),
      );
      counted.asked++;
      if (stdout.includes("gitVersion")) answeredAt = Date.now();
      else counted.failed++;
      counted.longestMs = Math.max(counted.longestMs, Date.now() - answeredAt);
      await sleep(250);
    }
  }
}

async function versions(): Promise<readonly string[]> {
  const columns =
    '{range .items[*]}{.metadata.name} {.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
  return (await kubectl(["get", "nodes", `--output=jsonpath=${columns}`])).trim().split("\n").sort();
}
