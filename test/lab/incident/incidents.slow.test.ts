// Bad days of a real cluster as the alerts channel hears of them: each one message with its cause and what helps, one resolution, and
// nothing more because the bot is killed meanwhile, twice.
import { afterAll, beforeAll, test } from "vitest";
import { changes } from "../act/changes.ts";
import { fetchAdminKubeconfig } from "../cluster/access.ts";
import { expireCertificates, renewCertificates } from "../cluster/certificates.ts";
import { startComponents, stopComponents } from "../cluster/control-plane.ts";
import { clusterHosts, givenCluster } from "../cluster/given-cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { removeWorkloads } from "../cluster/workloads.ts";
import { type Conversation, type Posted, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { cut, emptyDisk, fillDisk, heal } from "../hosts/index.ts";
import { type Fault, isOneStory, type Told, toldIn } from "./told.ts";

const minute = 60_000;
/** The rules' own times. The ten minutes of a node's pressure alone are cut short: they would be two fifths of the whole run. */
const alerts = { thresholds: { nodePressure: "2m" } };
/** A process that starts waits 20 s before it takes over the watch of one that was killed; a loaded machine takes its time. */
const slackMs = 2 * minute;
const timeout = 15 * minute;

let chat: Conversation;
beforeAll(async () => {
  await givenCluster();
  // What never works there is no news.
  await removeWorkloads();
  chat = await startConversation({ alerts });
  for (const host of clusterHosts) await changes(chat).trust(host);
  await eventually(() => chat.ask("status"), /healthy[\s\S]*live$/);
});
afterAll(() => chat?.close());

test("a host that is cut off", { timeout }, async () => {
  const told = await tellOf(
    {
      breaks: () => cut("worker1"),
      mends: () => heal("worker1"),
      undo: () => heal("worker1"),
      // The controller manager waits 40 to 50 s for a sign of life (--node-monitor-grace-period).
      toldWithinMs: 50_000 + 2 * minute + slackMs,
      overWithinMs: 2 * minute + slackMs,
    },
    /Host off, or cut off from the network/,
  );
  isOneStory(
    told,
    ["worker1 has been NotReady", "Kubelet stopped posting node status", "SSH does not reach it either"],
    "node show worker1",
  );
});

test("a CoreDNS that crashes at every start", { timeout }, async () => {
  const corefile = await kubectl([
    ...dns,
    "get",
    "configmap",
    "coredns",
    "--output=jsonpath={.data.Corefile}",
  ]);
  const told = await tellOf(
    {
      breaks: () => configureDns(corefile.replace("ready", "nonsense")),
      mends: () => configureDns(corefile),
      undo: () => configureDns(corefile),
      toldWithinMs: minute + slackMs,
      overWithinMs: 3 * minute + slackMs,
    },
    /Unknown directive 'nonsense'/,
  );
  isOneStory(told, ["No CoreDNS pod is ready", "Unknown directive 'nonsense'"], "pod logs");
});

test("a disk that is full", { timeout }, async () => {
  const told = await tellOf(
    {
      breaks: () => fillDisk("worker1", { folder: "/var/cache/apt/archives", freeBytes: 300 * 1024 ** 2 }),
      mends: async (first) => {
        await byButton("disk clean worker1", first);
        await forgetPressure();
      },
      undo: async () => {
        await emptyDisk("worker1");
        await forgetPressure();
      },
      toldWithinMs: 3 * minute + slackMs,
      overWithinMs: 2 * minute + slackMs,
    },
    /worker1 has DiskPressure/,
  );
  isOneStory(told, ["worker1 has DiskPressure"], "disk clean worker1");
});

test("a controller manager that was stopped", { timeout }, async () => {
  const told = await tellOf(
    {
      breaks: () => stopComponents("cp1", ["kube-controller-manager"]),
      mends: () => startComponents("cp1", ["kube-controller-manager"]),
      undo: () => startComponents("cp1", ["kube-controller-manager"]),
      toldWithinMs: 2 * minute + slackMs,
      overWithinMs: 2 * minute + slackMs,
    },
    /There is no manifest of kube-controller-manager/,
  );
  isOneStory(
    told,
    ["kube-controller-manager is ", "Put kube-controller-manager.yaml back"],
    "control-plane show",
  );
});

test("a kube-proxy without its toleration", { timeout }, async () => {
  const told = await tellOf(
    {
      breaks: () => patchProxy({ op: "remove", path: "/spec/template/spec/tolerations" }),
      mends: (first) => byButton("kube-proxy repair", first),
      undo: () =>
        patchProxy({ op: "add", path: "/spec/template/spec/tolerations", value: [{ operator: "Exists" }] }),
      toldWithinMs: 5 * minute + slackMs,
      overWithinMs: 2 * minute + slackMs,
    },
    /does not tolerate the taint/,
  );
  isOneStory(
    told,
    ["kube-proxy is missing on cp1", "it does not tolerate the taint node-role.kubernetes.io/control-plane"],
    "kube-proxy repair",
  );
});

test("a certificate of the API server that ends tomorrow", { timeout }, async () => {
  const told = await tellOf(
    {
      breaks: () => expireCertificates("cp1", new Date(Date.now() + 20 * 60 * minute), ["apiserver"]),
      mends: async (first) => {
        await byButton("cert renew", first);
        await fetchAdminKubeconfig("cp1");
      },
      undo: async () => {
        await renewCertificates("cp1");
        await fetchAdminKubeconfig("cp1");
      },
      // It is read a few times a day, and when a process starts.
      seenAtStart: true,
      toldWithinMs: minute + slackMs,
      overWithinMs: 2 * minute + slackMs,
    },
    /API server's certificate ends in/,
  );
  isOneStory(told, ["API server's certificate ends in"], "cert renew");
});

function tellOf(fault: Fault, cause: RegExp): Promise<Told> {
  return toldIn("C0ALERTS", chat)(fault, cause);
}

/** The incident's own button, pressed by Ann, and the change that it asks for approved by Bob. */
async function byButton(label: string, { ts }: Posted): Promise<void> {
  const { waiting, approve, shows } = changes(chat);
  await chat.press({ press: label, channel: "C0ALERTS", ts });
  const operation = await waiting();
  await approve(operation);
  await shows(operation, / is succeeded/);
}

/** It would hold on to the pressure for five minutes (evictionPressureTransitionPeriod). */
async function forgetPressure(): Promise<void> {
  await onHost("worker1", "restarting the kubelet", "systemctl restart kubelet");
}

const dns = ["--namespace=kube-system"];

async function configureDns(corefile: string): Promise<void> {
  const patch = JSON.stringify({ data: { Corefile: corefile } });
  await kubectl([...dns, "patch", "configmap", "coredns", "--type=merge", `--patch=${patch}`]);
  await kubectl([...dns, "delete", "pods", "--selector=k8s-app=kube-dns"]);
}

function patchProxy(change: object): Promise<string> {
  const patch = JSON.stringify([change]);
  return kubectl([...dns, "patch", "daemonset", "kube-proxy", "--type=json", `--patch=${patch}`]);
}
