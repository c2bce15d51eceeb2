// A token that was asked for in Slack, approved by a second person and used by a real kubeadm join.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { undo } from "../cluster/init.ts";
import { installPackages } from "../cluster/install.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { up } from "../hosts/index.ts";
import { changes } from "./changes.ts";

let chat: Conversation;
beforeAll(async () => {
  await up(["cp1", "worker1"]);
  await cluster({ hosts: ["cp1"], version: kubernetesVersions[0].minor });
  await installPackages("worker1", kubernetesVersions[0]);
  await leave("worker1");
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
});
afterAll(() => chat?.close());

test("a regenerated token lets a machine join although the bot was killed meanwhile, and is gone once it is revoked", {
  timeout: 600_000,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const before = await tokens();
  const operation = await propose("regenerate token --ttl 30m --for worker1");
  await approve(operation);
  await chat.killBot();
  const found = await shows(operation, / is (succeeded|interrupted)/);
  if (found.includes("is interrupted")) await chat.ask(`resume ${operation}`, "U0ANN");
  const shown = await shows(operation, / is succeeded/);
  expect(shown).toContain("cluster-info is signed with it");
  expect(await tokens()).toHaveLength(before.length + 1);
  expect(await chat.ask(`token show ${operation}`, "U0BOB")).not.toContain("kubeadm join");

  const confided = await chat.ask(`token show ${operation}`, "U0ANN");
  const [command = "", id = ""] =
    /kubeadm join \S+ --token ([a-z0-9]{6})\.[a-z0-9]{16} --discovery-token-ca-cert-hash sha256:[0-9a-f]{64}/.exec(
      confided,
    ) ?? [];
  expect(before).not.toContain(id);
  // The one check that fails on a host with the first version of control groups.
  await onHost(
    "worker1",
    "joining with the bot's command",
    `${command} --ignore-preflight-errors=SystemVerification`,
  );
  // kubeadm ends as soon as the kubelet has a certificate; the kubelet then makes the node.
  await kubectl(["wait", "--for=create", "node/worker1", "--timeout=180s"]);
  await waitUntilReady();

  const revoke = await propose(`token revoke ${id}`);
  await approve(revoke);
  await shows(revoke, / is succeeded/);
  expect(await tokens()).toEqual(before);
  const info = ["get", "configmap", "cluster-info", "--namespace=kube-public", "--output=yaml"];
  expect(await kubectl(info)).not.toContain(`jws-kubeconfig-${id}`);
  await isIntact();
});

test("what its kubelet then asks for is judged right, approved and signed", {
  timeout: 300_000,
}, async () => {
  const { propose, approve, shows } = changes(chat);
  await onHost(
    "worker1",
    "asking for a serving certificate",
    "echo 'serverTLSBootstrap: true' >>/var/lib/kubelet/config.yaml; systemctl restart kubelet",
  );
  const list = await eventually(() => chat.ask("csr list"), /✓ pending/);
  expect(list).toContain("worker1");
  const request = await propose("csr approve worker1");
  await approve(request);
  expect(await shows(request, / is succeeded/)).toContain("is issued");
});

test("the API server heard nothing from the bot that no approved card had shown", async () => {
  await changes(chat).areApproved();
});

/** Ids of the bootstrap tokens that there are. */
async function tokens(): Promise<readonly string[]> {
  const secrets = ["get", "secrets", "--namespace=kube-system", "--output=name"];
  const names = await kubectl([...secrets, "--field-selector=type=bootstrap.kubernetes.io/token"]);
  return [...names.matchAll(/bootstrap-token-(\w+)/g)].map(([, id]) => id ?? "").toSorted();
}

/** An earlier run may have joined it. */
async function leave(host: string): Promise<void> {
  if (!(await kubectl(["get", "nodes", "--output=name"])).includes(`node/${host}\n`)) return;
  const force = ["--ignore-daemonsets", "--delete-emptydir-data", "--force", "--disable-eviction"];
  await kubectl(["drain", host, ...force, "--timeout=120s"]);
  await onHost(host, "leaving the cluster", undo);
  await kubectl(["delete", "node", host]);
}
