// A whole cluster is switched off from Slack, machine by machine with the control plane last, and comes back once somebody presses the buttons.
import { afterAll, beforeAll, expect, test } from "vitest";
import { givenCluster } from "../cluster/given-cluster.ts";
import { kubectl, kubectlOutcome } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { status, up } from "../hosts/index.ts";
import { changes } from "./changes.ts";

const timeout = 1_200_000;
let chat: Conversation;
/** Two are enough; those of the tests before are there as well. */
let hosts: readonly string[] = [];
let shutdown = "";
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
  shutdown = await propose("cluster shutdown");
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

test("switched on again it comes back as it was, but for the cordons, which its own line takes away", {
  timeout,
}, async () => {
  await up(hosts);
  await eventually(async () => (await kubectlOutcome(["get", "--raw=/readyz"])).stdout, /^ok/, 300_000);
  const { propose, approve, shows } = changes(chat);
  for (const node of hosts) {
    await kubectl(["wait", `node/${node}`, "--for=condition=Ready", "--timeout=300s"]);
    expect(await cordonedBy(node)).toBe(shutdown);
    const letting = await propose(`node uncordon ${node}`);
    await approve(letting);
    await shows(letting, / is succeeded/);
  }
  await waitUntilReady(hosts);
  await eventually(() => chat.ask("etcd status"), /etcd is well[\s\S]*Newest backup[\s\S]* on cp1/, 300_000);
  expect((await onHost("worker1", "asking for its kubelet", "systemctl is-active kubelet")).trim()).toBe(
    "active",
  );
});

async function cordonedBy(node: string): Promise<string> {
  const marks = await kubectl(["get", "node", node, "--output=jsonpath={.metadata.annotations}"]);
  return (JSON.parse(marks) as Record<string, string>)["wheelhouse/cordoned-by"] ?? "";
}
