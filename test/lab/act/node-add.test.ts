// A bare host with nothing but sshd becomes a node: one line in Slack, and one approval by somebody else.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { kubectl, kubectlOutcome } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, up } from "../hosts/index.ts";
import { changes } from "./changes.ts";

let chat: Conversation;
beforeAll(async () => {
  await leaveCluster("worker1");
  await down(["worker1"]);
  await up(["cp1", "worker1"]);
  // The lab's hosts bring containerd, with its configuration.
  const purge =
    "apt-get -qq --yes purge containerd.io && rm -rf /etc/containerd/config.toml /etc/apt/sources.list.d/docker.list";
  await onHost("worker1", "taking containerd away", `${purge} && ! command -v containerd`);
  await cluster({ hosts: ["cp1"], version: kubernetesVersions[0].minor });
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  await changes(chat).trust("worker1");
});
afterAll(() => chat?.close());

test("a bare host becomes a Ready node by one line and one approval", { timeout: 600_000 }, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  expect(await chat.ask("node preflight worker1")).toContain("worker1 can join lab");
  const operation = await propose("add node worker1 10.77.0.12");
  const card = await chat.ask(`operation show ${operation}`);
  expect(card).toContain("Install containerd on worker1");
  expect(card).toContain("kubeadm join --config '/run/wheelhouse/<this operation>/join.yaml'");
  await approve(operation);
  expect(await shows(operation, / is (succeeded|failed|interrupted)/)).toContain("is succeeded");

  const node = JSON.parse(await kubectl(["get", "node", "worker1", "--output=json"])) as {
    readonly status: {
      readonly conditions: readonly { readonly type: string; readonly status: string }[];
      readonly addresses: readonly { readonly type: string; readonly address: string }[];
      readonly nodeInfo: { readonly kubeletVersion: string };
    };
  };
  expect(node.status.conditions).toContainEqual(expect.objectContaining({ type: "Ready", status: "True" }));
  expect(node.status.addresses).toContainEqual({ type: "InternalIP", address: "10.77.0.12" });
  expect(node.status.nodeInfo.kubeletVersion).toBe(`v${kubernetesVersions[0].version}`);
  const held = await onHost("worker1", "asking what is held", "apt-mark showhold | sort | tr '\\n' ' '");
  expect(held).toContain("kubeadm kubectl kubelet");
  const left = "find /run/wheelhouse -type f; systemctl list-units --all --plain --no-legend 'wheelhouse-*'";
  expect((await onHost("worker1", "looking for what is left", left)).trim()).toBe("");
  const tokens = [
    "get",
    "secrets",
    "--namespace=kube-system",
    "--field-selector=type=bootstrap.kubernetes.io/token",
  ];
  expect(await kubectl([...tokens, "--output=jsonpath={.items[*].metadata.annotations}"])).not.toContain(
    "wheelhouse",
  );
  await isIntact();
});

/** While its host still runs: a node that is only switched off keeps CoreDNS and says Ready for another 40 s, its pods stay for 5 min. */
async function leaveCluster(node: string): Promise<void> {
  if ((await kubectlOutcome(["get", "node", node])).code !== 0) return;
  const all = ["--ignore-daemonsets", "--delete-emptydir-data", "--force", "--disable-eviction"];
  await kubectl(["drain", node, ...all, "--timeout=120s"]);
  await kubectl(["delete", "node", node]);
}
