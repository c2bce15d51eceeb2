// A whole cluster is switched off from Slack, machine by machine with the control plane last, and woken again by Wake-on-LAN.
import { afterAll, beforeAll, expect, test } from "vitest";
import { givenCluster } from "../cluster/given-cluster.ts";
import { kubectl, kubectlOutcome } from "../cluster/kubectl.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { listenForWake, status } from "../hosts/index.ts";
import { changes } from "./changes.ts";

const timeout = 1_200_000;
let chat: Conversation;
/** Two are enough; those of the tests before are there as well. */
let hosts: readonly string[] = [];
beforeAll(async () => {
  const { controlPlanes, workers } = await givenCluster(["cp1", "worker1"]);
  hosts = [...controlPlanes, ...workers].toSorted();
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  for (const host of hosts) await changes(chat).trust(host);
}, timeout);
afterAll(() => chat?.close());

test("workers go off before the control plane, which ends with the only API server", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const shutdown = await propose("cluster shutdown");
  await approve(shutdown, "lab");
  const done = await shows(shutdown, / is (succeeded|failed|interrupted)/);
  expect(done).toContain("is succeeded");
  expect(done).toMatch(/Restored, it holds revision \d+/);
  const lines = done.split("\n").filter((line) => /Switch \S+ off: done/.test(line));
  expect(lines.map((line) => /Switch (\S+) off/.exec(line)?.[1])).toEqual([...hosts.slice(1), "cp1"]);
  expect((await status()).map(({ name, power }) => `${name} ${power}`)).toEqual(
    hosts.map((name) => `${name} off`),
  );
  expect((await kubectlOutcome(["get", "nodes", "--request-timeout=5s"])).code).not.toBe(0);
  await isIntact();
});

test("woken by magic packets, the control plane first, it comes back as it was and takes pods again", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const cards = await listenForWake();
  const wake = await propose("cluster wake");
  expect(await chat.ask(`operation calls ${wake}`)).toContain("a magic packet for 02:77:");
  await approve(wake);
  expect(await shows(wake, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  await cards.close();
  expect(cards.woken).toEqual(["cp1", ...hosts.slice(1)]);
  const cordoned = ["get", "nodes", "--output=jsonpath={.items[*].spec.unschedulable}"];
  expect(await kubectl(cordoned)).toBe("");
  await waitUntilReady(hosts);
  await eventually(() => chat.ask("etcd status"), /etcd is well[\s\S]*Newest backup[\s\S]* on cp1/, 300_000);
  await isIntact();
});
