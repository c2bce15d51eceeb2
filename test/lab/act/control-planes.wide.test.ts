// A second and a third control plane join from Slack, behind one address, and leave again: etcd well before and after each, the bot killed on the way.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { writeAuditPolicy } from "../cluster/audit-log.ts";
import { cluster } from "../cluster/cluster.ts";
import { kubectl, kubectlOutcome } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, off, up } from "../hosts/index.ts";
import { changes, ended } from "./changes.ts";

const hosts = ["cp1", "cp2", "cp3"];
const timeout = 1_800_000;
/** Of one operation on this machine, milliseconds. */
const patienceMs = 900_000;

let chat: Conversation;
beforeAll(async () => {
  await down();
  await up(hosts);
  await cluster({ hosts: ["cp1"], version: kubernetesVersions[0].minor, balanced: hosts });
  // Its API server's manifest names the file, on whichever control plane.
  for (const host of hosts) await writeAuditPolicy(host);
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  for (const host of hosts) await changes(chat).trust(host);
}, timeout);
afterAll(async () => {
  await chat?.close();
  await down();
});

test("a second one joins from chat with the bot killed midway, and its key is left nowhere", {
  timeout,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  const join = await propose("node add cp2 --control-plane");
  const card = await chat.ask(`operation show ${join}`);
  expect(card).toContain("etcd goes from 1 to 2 members, of which 2 must answer");
  expect(card).toContain("kubeadm init phase upload-certs --upload-certs --skip-certificate-key-print");
  await approve(join);
  await shows(join, /join-node runs on cp2/);
  await chat.killBot();
  const found = await eventually(() => chat.ask(`operation show ${join}`), ended, patienceMs);
  if (/ is interrupted/.test(found)) await chat.ask(`resume ${join}`, "U0BOB");
  const said = await eventually(
    () => chat.ask(`operation show ${join}`),
    / is (succeeded|failed)/,
    patienceMs,
  );
  expect(said).toContain("etcd has 2 members that answer, and needs 2");
  expect(await readyOn("cp2")).toEqual(["true", "true", "true", "true"]);
  for (const host of ["cp1", "cp2"]) {
    const left = await onHost(
      host,
      "looking for keys",
      "find /run/wheelhouse -type f; grep -rlsE '^certificateKey' /run /var/log /tmp || true",
    );
    expect(left.trim()).toBe("");
    const journal = "journalctl --no-pager --quiet | grep -ciE 'certificate.key[: ]+[0-9a-f]{64}' || true";
    expect((await onHost(host, "reading the journal", journal)).trim()).toBe("0");
  }
  await isIntact();
});

test("a third one makes etcd outlive the loss of one", { timeout }, async () => {
  expect(await done("node add cp3 --control-plane")).toContain("etcd has 3 members that answer, and needs 2");
  expect(await chat.ask("etcd status")).toMatch(/etcd is well, 3 members/);
});

test("one whose machine is gone leaves etcd, and another is then refused that would take its quorum", {
  timeout,
}, async () => {
  await off("cp3");
  await kubectl(["wait", "node/cp3", "--for=condition=Ready=Unknown", "--timeout=240s"]);
  await eventually(() => chat.ask("node list"), /cp3 +(Unknown|NotReady)/, 240_000);
  expect(await chat.ask("node remove cp2 --delete-emptydir-data", "U0ANN")).toMatch(
    /1 of 2 members of etcd would answer/,
  );
  await done("node remove cp3 --machine-gone --delete-emptydir-data", "cp3");
  expect((await kubectlOutcome(["get", "node", "cp3"])).code).not.toBe(0);
  expect(await chat.ask("etcd status")).toMatch(/etcd is well, 2 members/);
});

test("one that is well is taken out of etcd, reset and deleted, and the first goes on alone", {
  timeout,
}, async () => {
  await done("node remove cp2 --delete-emptydir-data", "cp2");
  expect(await kubectl(["get", "nodes", "--output=name"])).toBe("node/cp1\n");
  expect(await chat.ask("etcd status")).toMatch(/etcd is well, 1 member/);
  const left = "ls -d /etc/kubernetes/pki/ca.key /var/lib/etcd/member 2>/dev/null || true";
  expect((await onHost("cp2", "looking for what is left", left)).trim()).toBe("");
  expect(await chat.ask("node remove cp1", "U0ANN")).toContain("the cluster would be lost with it");
  await changes(chat).isIntact();
});

/** Asked for by Ann, approved by Bob; answers what the operation shows when it has succeeded. */
function done(line: string, target?: string): Promise<string> {
  return changes(chat).done(line, { ...(target && { target }), withinMs: patienceMs });
}

async function readyOn(node: string): Promise<readonly string[]> {
  const selector = ["--selector=tier=control-plane", `--field-selector=spec.nodeName=${node}`];
  const columns = "{range .items[*]}{.status.containerStatuses[0].ready} {end}";
  const said = await kubectl([
    "get",
    "pods",
    "--namespace=kube-system",
    ...selector,
    `--output=jsonpath=${columns}`,
  ]);
  return said.trim().split(" ");
}
