// A worker is removed from Slack: drained, its machine reset and clean, the node gone. It joins anew, and then once more under another name.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually, givenConversation } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";

const timeout = 1_200_000;
const flags = "--force --delete-emptydir-data";
const renamed = "worker2-new";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await changes(chat).trust("worker2");
}, timeout);
afterAll(() => chat?.close());

test("a worker is removed: its pods are elsewhere, its machine is clean, and the node is gone", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const removal = await propose(`node remove worker2 ${flags}`);
  await approve(removal, "worker2");
  expect(await shows(removal, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  expect(await kubectl(["get", "nodes", "--output=name"])).not.toContain("node/worker2");
  expect(await leftOnMachine()).toBe("");
  await eventually(() => kubectl(["--namespace=demo", "get", "deployment", "web"]), /web +3\/3/);
  await isIntact();
});

test("it joins anew, and a pod there resolves a name", { timeout }, async () => {
  const { propose, approve, shows } = changes(chat);
  const join = await propose("node add worker2");
  await approve(join);
  expect(await shows(join, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  await resolvesOn("worker2");
});

test("it leaves and comes back under another name by one approval", { timeout }, async () => {
  const { propose, approve, shows, isIntact, areApproved } = changes(chat);
  await onHost(
    "worker2",
    "calling it another name",
    `echo "10.77.0.13 ${renamed}" >>/etc/hosts; hostname ${renamed}`,
  );
  const rejoin = await propose(`node rejoin worker2 --name ${renamed} ${flags}`);
  await approve(rejoin, "worker2");
  expect(await shows(rejoin, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  const nodes = await kubectl(["get", "nodes", "--output=name"]);
  expect(nodes).toContain(`node/${renamed}\n`);
  expect(nodes).not.toContain("node/worker2\n");
  await resolvesOn(renamed);
  await isIntact();
  await areApproved();

  await onHost("worker2", "calling it as before", "hostname worker2");
  const back = await propose(`node rejoin ${renamed} --name worker2 ${flags}`);
  await approve(back, renamed);
  expect(await shows(back, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");
  expect(await kubectl(["get", "nodes", "--output=name"])).toContain("node/worker2\n");
});

/** What makes a node of a machine, what the network of pods made, and what of ours has run. */
function leftOnMachine(): Promise<string> {
  const files =
    "ls -d /etc/kubernetes/kubelet.conf /var/lib/kubelet/config.yaml /var/lib/cni 2>/dev/null || true";
  const links = "ip -brief link | grep -E '^(cni0|flannel)' || true";
  const units = "systemctl list-units --all --plain --no-legend 'wheelhouse-*'";
  return onHost(
    "worker2",
    "looking for what is left",
    `${files}; ${links}; ${units}; find /run/wheelhouse -type f 2>/dev/null || true`,
  );
}

/** Over the network of pods and the service of DNS: an address that an earlier cluster's bridge still had would be in the way. */
async function resolvesOn(node: string): Promise<void> {
  const name = `resolves-${Date.now()}`;
  const spec = { nodeName: node, restartPolicy: "Never" };
  const overrides = JSON.stringify({ spec });
  const command = ["sh", "-c", "until nslookup kubernetes.default.svc.cluster.local; do sleep 1; done"];
  await kubectl([
    "run",
    name,
    "--image=docker.io/library/hello:1",
    `--overrides=${overrides}`,
    "--",
    ...command,
  ]);
  const phase = () => kubectl(["get", "pod", name, "--output=jsonpath={.status.phase}"]);
  expect(await eventually(phase, /^(Succeeded|Failed)$/, 240_000)).toBe("Succeeded");
  await kubectl(["delete", "pod", name, "--wait=false"]);
}
