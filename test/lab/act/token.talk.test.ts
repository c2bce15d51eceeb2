// A token that was asked for in Slack, approved by a second person and used by a real kubeadm join.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { installPackages } from "../cluster/install.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { up } from "../hosts/index.ts";

let chat: Conversation;
beforeAll(async () => {
  await up(["cp1", "worker1"]);
  await cluster({ hosts: ["cp1"] });
  await installPackages("worker1", kubernetesVersions[0]);
  await leave("worker1");
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
});
afterAll(() => chat.close());

test("a regenerated token lets a machine join, and is gone once it is revoked", {
  timeout: 400_000,
}, async () => {
  const operation = await propose("regenerate token --ttl 30m --for worker1");
  await chat.ask(`approve ${operation}`, "U0BOB");
  const shown = await eventually(() => chat.ask(`operation show ${operation}`), / is succeeded/);
  expect(shown).toContain("cluster-info is signed with it");
  expect(await chat.ask(`token show ${operation}`, "U0BOB")).not.toContain("kubeadm join");

  const confided = await chat.ask(`token show ${operation}`, "U0ANN");
  const command =
    /kubeadm join \S+ --token \S+ --discovery-token-ca-cert-hash sha256:[0-9a-f]{64}/.exec(confided)?.[0] ??
    "";
  const [, id = ""] = /--token ([a-z0-9]{6})\.[a-z0-9]{16} /.exec(command) ?? [];
  // The one check that fails on a host with the first version of control groups.
  await onHost(
    "worker1",
    "joining with the bot's command",
    `${command} --ignore-preflight-errors=SystemVerification`,
  );
  // kubeadm ends as soon as the kubelet has a certificate; the kubelet then makes the node.
  await eventually(() => kubectl(["get", "nodes"]), /worker1/);
  await kubectl(["wait", "node/worker1", "--for=condition=Ready", "--timeout=180s"]);

  const revoke = await propose(`token revoke ${id}`);
  await chat.ask(`approve ${revoke}`, "U0BOB");
  await eventually(() => chat.ask(`operation show ${revoke}`), / is succeeded/);
  const info = await kubectl([
    "get",
    "configmap",
    "cluster-info",
    "--namespace=kube-public",
    "--output=yaml",
  ]);
  expect(info).not.toContain(`jws-kubeconfig-${id}`);
});

test("what its kubelet then asks for is judged right, approved and signed", {
  timeout: 200_000,
}, async () => {
  await onHost(
    "worker1",
    "asking for a serving certificate",
    "echo 'serverTLSBootstrap: true' >>/var/lib/kubelet/config.yaml; systemctl restart kubelet",
  );
  const list = await eventually(() => chat.ask("csr list"), /✓ pending/);
  expect(list).toContain("worker1");
  const approve = await propose("csr approve worker1");
  await chat.ask(`approve ${approve}`, "U0BOB");
  expect(await eventually(() => chat.ask(`operation show ${approve}`), / is succeeded/)).toContain(
    "is issued",
  );
});

/** By Ann: the id of the one operation that waits then. Its card may come after what is still told of the one before. */
async function propose(line: string): Promise<string> {
  await chat.ask(line, "U0ANN");
  const waiting = /(op-\w+)[^\n]*waits/;
  return waiting.exec(await eventually(() => chat.ask("operation list"), waiting))?.[1] ?? "";
}

/** An earlier run may have joined it. */
async function leave(host: string): Promise<void> {
  const script = "[ ! -e /etc/kubernetes/kubelet.conf ] || kubeadm reset --force >/dev/null 2>&1";
  await onHost(host, "leaving the cluster", script);
  await kubectl(["delete", "node", host, "--ignore-not-found"]);
}
