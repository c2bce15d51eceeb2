// A cluster goes to the next minor by one line: one approval, a first worker, a question, with the bot killed three times and a workload that is asked all along.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apply, kubectl } from "../cluster/kubectl.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { withLabNetwork } from "../hosts/index.ts";
import { hostRecord } from "../hosts/records.ts";
import { outcomeOf } from "../run.ts";
import { changes } from "./changes.ts";
import { beginUpgrade, givenUpgrade, newest, versions } from "./upgrade-given.ts";

const hosts = ["cp1", "worker1", "worker2"];

let chat: Conversation;
beforeAll(async () => {
  chat = await givenUpgrade(hosts, async () => {
    await apply(webOnly());
    await kubectl(["--namespace=demo", "rollout", "status", "deployment/web", "--timeout=180s"]);
  });
});
afterAll(() => chat?.close());

test("one approval, a first worker, a question, and every node is there", {
  timeout: 1_700_000,
}, async () => {
  const { approve, shows, isIntact } = changes(chat);
  const began = Date.now();
  const asking = askWithoutEnd();
  const { show, stage } = await beginUpgrade(chat);

  const plane = await stage("cp1");
  await shows(plane, /upgrade-apply runs on cp1/);
  await chat.killBot();
  // kubeadm went on without us; what came of it, or what had not begun, waits for a person.
  await shows(plane, / is interrupted/);
  await chat.ask(`resume ${plane} --target cp1`, "U0BOB");
  await shows(plane, / is succeeded/);
  await chat.killBot();

  const first = await stage("worker1");
  await shows(first, /step began – Install kubeadm/);
  await chat.killBot();
  await shows(first, / is interrupted/);
  await chat.ask(`resume ${first}`, "U0BOB");
  await shows(first, / is succeeded/);

  const second = await stage("worker2");
  await shows(second, / is proposed/);
  await approve(second);
  await shows(second, / is succeeded/);
  await eventually(show, /is done/);
  expect(await versions()).toEqual(hosts.map((host) => `${host} v${newest.version} True`));
  await isIntact();

  const { asked, failed, short } = await asking.stop();
  console.log(`${asked} requests in ${Math.round((Date.now() - began) / 1_000)} s, ${failed.length} failed`);
  if (failed.length > 0) console.log(await show());
  expect(asked).toBeGreaterThan(100);
  expect(failed).toEqual([]);
  expect(short).toEqual([]);
});

/** A client that asks the Service through one node, and how far below its budget the workload was seen. */
function askWithoutEnd() {
  const ending = new AbortController();
  /** Of what failed, when and how curl ended. */
  const counted = { asked: 0, failed: [] as string[], short: [] as string[] };
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
      const { stdout, code } = await outcomeOf(withLabNetwork(["curl", "--silent", "--max-time", "3", url]));
      counted.asked++;
      if (!stdout.startsWith("hello from web-"))
        counted.failed.push(`${new Date().toISOString()}: ${code} ${stdout}`);
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

/** Without what is broken on purpose, and what a drain would lose. A pod that is to end goes on until every node knows, as any must that is not to lose a request. */
function webOnly(): string {
  const all = readFileSync(join(import.meta.dirname, "../cluster/workloads.yaml"), "utf8").split("\n---\n");
  const web = all.filter((each) => /kind: Namespace|name: web/.test(each)).join("\n---\n");
  return web.replace(/^( +)readinessProbe:/m, "$1lifecycle: { preStop: { sleep: { seconds: 3 } } }\n$&");
}
