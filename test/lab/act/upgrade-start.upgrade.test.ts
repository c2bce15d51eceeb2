// A cluster goes to the next minor by one line: one approval, a first worker, a question, with the bot killed three times and a workload that is asked all along.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { apply, kubectl } from "../cluster/kubectl.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, up, withLabNetwork } from "../hosts/index.ts";
import { hostRecord } from "../hosts/records.ts";
import { outcomeOf } from "../run.ts";
import { changes } from "./changes.ts";

const hosts = ["cp1", "worker1", "worker2"];
const [newest, before] = kubernetesVersions;
/** Of one stage on this machine, milliseconds. */
const stageMs = 600_000;

let chat: Conversation;
beforeAll(async () => {
  await down();
  await up(hosts);
  await cluster({ hosts, version: before.minor });
  await apply(webOnly());
  await kubectl(["--namespace=demo", "rollout", "status", "deployment/web", "--timeout=180s"]);
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  const { propose, approve, shows } = changes(chat);
  for (const host of hosts) {
    const key = await propose(`host add ${host}`);
    await approve(key);
    await shows(key, / is succeeded/);
  }
});
afterAll(() => chat?.close());

test("one approval, a first worker, a question, and every node is there", {
  timeout: 1_700_000,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const began = Date.now();
  const asking = askWithoutEnd();
  const start = await propose(`upgrade start ${newest.version} --delete-emptydir-data`);
  await approve(start, "lab");
  await shows(start, / is succeeded/);
  const [campaign = ""] = /ca-\w+/.exec(await chat.ask("campaign list")) ?? [];

  const plane = await stage("cp1");
  await shows(plane, /upgrade-apply runs on cp1/);
  await chat.killBot();
  // kubeadm went on without us; what came of it, or what had not begun, waits for a person.
  await shows(plane, / is interrupted/);
  await chat.ask(`resume ${plane} --target cp1`, "U0BOB");
  await shows(plane, / is succeeded/);
  await chat.killBot();

  const first = await stage("worker1");
  await shows(first, /install-kubeadm runs on worker1/);
  await chat.killBot();
  await shows(first, / is interrupted/);
  await chat.ask(`resume ${first}`, "U0BOB");
  await shows(first, / is succeeded/);

  const second = await stage("worker2");
  await shows(second, / is proposed/);
  await approve(second);
  await shows(second, / is succeeded/);
  await eventually(() => chat.ask(`campaign show ${campaign}`), /is done/);
  expect(await versions()).toEqual(hosts.map((host) => `${host} v${newest.version} True`));
  await isIntact();

  const { asked, failed, short } = await asking.stop();
  console.log(`${asked} requests in ${Math.round((Date.now() - began) / 1_000)} s, ${failed} failed`);
  expect(asked).toBeGreaterThan(100);
  expect(failed).toBe(0);
  expect(short).toEqual([]);

  /** The operation of a node's stage, once there is one. */
  async function stage(node: string): Promise<string> {
    const line = new RegExp(`Upgrade ${node} to \\S+ .*(op-\\w+)`);
    return line.exec(await eventually(() => chat.ask(`campaign show ${campaign}`), line, stageMs))?.[1] ?? "";
  }
});

/** A client that asks the Service through one node, and how far below its budget the workload was seen. */
function askWithoutEnd() {
  const ending = new AbortController();
  const counted = { asked: 0, failed: 0, short: [] as string[] };
  const url = `http://${hostRecord("cp1").address}:30080/`;
  const both = [requests(), budgets()];
  return {
    async stop() {
      ending.abort();
      await Promise.all(both);
      return counted;
    },
  };

  async function requests(): Promise<void> {
    while (!ending.signal.aborted) {
      const { stdout } = await outcomeOf(withLabNetwork(["curl", "--silent", "--max-time", "3", url]));
      counted.asked++;
      if (!stdout.startsWith("hello from web-")) counted.failed++;
      await sleep(250);
    }
  }

  async function budgets(): Promise<void> {
    const columns = "{.status.currentHealthy} of {.status.desiredHealthy}";
    while (!ending.signal.aborted) {
      // The API server is away while it is upgraded.
      const said = await kubectl([
        "--namespace=demo",
        "get",
        "pdb",
        "web",
        `--output=jsonpath=${columns}`,
      ]).catch(() => "");
      const [healthy = 0, desired = 0] = said.split(" of ").map(Number);
      if (healthy < desired) counted.short.push(said);
      await sleep(3_000);
    }
  }
}

async function versions(): Promise<readonly string[]> {
  const columns =
    '{range .items[*]}{.metadata.name} {.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
  return (await kubectl(["get", "nodes", `--output=jsonpath=${columns}`])).trim().split("\n").sort();
}

/** Without what is broken on purpose, and what a drain would lose. */
function webOnly(): string {
  const all = readFileSync(join(import.meta.dirname, "../cluster/workloads.yaml"), "utf8").split("\n---\n");
  return all.filter((each) => /kind: Namespace|name: web/.test(each)).join("\n---\n");
}
