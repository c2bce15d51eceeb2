// A worker's disk fills up: what fills it is shown, and it is cleaned from Slack with the bot killed meanwhile; what its registry would not give again stays.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { onHost } from "../cluster/on-host.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { emptyDisk, fillDisk, up } from "../hosts/index.ts";
import { changes } from "./changes.ts";

const timeout = 900_000;
const hosts = ["cp1", "worker1"];
/** Of 16.8 GB: more than where pods are evicted, which would have the kubelet clean, and less than ample. */
const nearlyFull = 2_700_000_000;
/** Nothing of the cluster runs it. */
const unused = "docker.io/library/hello-mislabelled:1";
const registryPort = 5_000;

let chat: Conversation;
beforeAll(async () => {
  await up(hosts);
  await cluster({ hosts, version: kubernetesVersions[0].minor });
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  await changes(chat).trust("worker1");
  await onHost("worker1", "pulling an image that nothing runs", `crictl pull ${unused}`);
  await onHost(
    "worker1",
    "filling apt's cache",
    "fallocate --length 300M /var/cache/apt/archives/lab_1_all.deb",
  );
  await fillDisk("worker1", { freeBytes: nearlyFull });
}, timeout);
afterAll(async () => {
  await onHost("worker1", "letting the registry through", `iptables -D ${block} || true`);
  await emptyDisk("worker1");
  await chat?.close();
});

const block = `OUTPUT -p tcp --dport ${registryPort} -j REJECT`;
const images = () => onHost("worker1", "listing images", "crictl images --output=json");

test("what fills it is shown, with the button that cleans it", { timeout }, async () => {
  const said = await chat.ask("disk show worker1");
  expect(said).toContain("until the kubelet evicts pods");
  expect(said).toMatch(/\/var\/log\s+1\d(\.\d)?Gi/);
  expect(said).toContain("Clean it");
});

test("an image that its registry would not give again stays, and the rest is cleaned, over a kill of the bot", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  await onHost("worker1", "rejecting the registry", `iptables -I ${block}`);
  const operation = await propose("disk clean worker1");
  const card = await chat.ask(`operation show ${operation}`);
  expect(card).toContain("apt-get clean");
  expect(card).toMatch(/crictl pull docker\.io\/library\/hello/);
  await approve(operation);
  await chat.killBot();
  const after = await shows(operation, / is (succeeded|failed|interrupted)/);
  if (after.includes("is interrupted")) await chat.ask(`resume ${operation}`, "U0BOB");
  expect(await shows(operation, / is (succeeded|failed)/)).toContain("is succeeded");
  expect(await chat.ask(`operation show ${operation}`)).toContain("would not, so its images are kept");
  expect(await images()).toContain(unused);
  expect(await onHost("worker1", "looking at apt's cache", "ls /var/cache/apt/archives")).not.toContain(
    ".deb",
  );
  const units = "systemctl list-units --all --plain --no-legend 'wheelhouse-*'";
  expect((await onHost("worker1", "looking for units", units)).trim()).toBe("");
  await isIntact();
});

test("once the registry answers, the image that nothing needs goes, and what runs stays", {
  timeout,
}, async () => {
  const { propose, approve, shows } = changes(chat);
  await onHost("worker1", "letting the registry through", `iptables -D ${block}`);
  const operation = await propose("disk clean worker1");
  await approve(operation);
  expect(await shows(operation, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  const left = await images();
  expect(left).not.toContain(unused);
  expect(left).toContain("registry.k8s.io/kube-proxy:");
  expect(left).toContain("registry.k8s.io/pause:");
});

test("the API server heard nothing from the bot that no approved card had shown", async () => {
  await changes(chat).isIntact();
});
