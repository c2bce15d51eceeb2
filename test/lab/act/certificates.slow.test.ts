// Every certificate of a real control plane has ended and its API server is dead: renewed from Slack over SSH, by two people.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchAdminKubeconfig } from "../cluster/access.ts";
import { expireCertificates, renewedByKubeadm } from "../cluster/certificates.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually, givenConversation } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";

const past = new Date("2026-01-01T00:00:00Z");
const timeout = 900_000;
const unreachable = /nothing listens on 10\.77\.0\.11:6443|certificate expired on 2026-01-01/;

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  for (const host of ["cp1", "worker1"]) await changes(chat).trust(host);
});
afterAll(() => chat?.close());

test("every certificate is listed as the machine's own openssl reads it", { timeout }, async () => {
  const said = await chat.ask("certs");
  for (const [name, path] of [
    ["apiserver", "/etc/kubernetes/pki/apiserver.crt"],
    ["etcd-server", "/etc/kubernetes/pki/etcd/server.crt"],
    ["ca", "/etc/kubernetes/pki/ca.crt"],
    ["kubelet client", "/var/lib/kubelet/pki/kubelet-client-current.pem"],
  ]) {
    const end = new Date(await endOf(`openssl x509 -noout -enddate -in ${path}`));
    expect(said).toMatch(new RegExp(`\\b${name} +cp1 +${end.toISOString().slice(0, 10)}`));
  }
  const served = new Date(await endOf(`${shown(6443)} | openssl x509 -noout -enddate`));
  expect(said).toContain(`cp1, API server (6443): ${served.toISOString().slice(0, 10)}`);
  expect(said).toContain("worker1, kubelet (10250)");
  expect(said).not.toContain("restart it");
});

test("with all of them ended and the bot killed at several steps, the cluster is back", {
  timeout,
}, async () => {
  await expireCertificates("cp1", past);
  await eventually(() => chat.ask("status"), unreachable);
  const list = await chat.ask("certs");
  expect(list).toMatch(/on cp1 ended on 2026-01-01/);
  expect(list).toContain("cp1, API server (6443): nothing answers");

  const renewal = await renewed([
    /Back up .* is running|is the copy|has the copy/,
    /certificates? of cp1 are new/,
  ]);
  const folder = `/var/backups/wheelhouse/${renewal}`;
  expect(
    await onHost("cp1", "looking at the copy", `stat -c '%a %U' ${folder}; ls ${folder} ${folder}/pki`),
  ).toMatch(/^700 root\n[\s\S]*admin\.conf[\s\S]*manifests[\s\S]*ca\.key/);
  await isBack();
});

test("with the kubelet's ended too it is let in again, and renews its own by itself", {
  timeout,
}, async () => {
  await expireCertificates("cp1", past, [...renewedByKubeadm, "kubelet-client"]);
  await eventually(() => chat.ask("status"), unreachable);
  await renewed([/runs, with a client certificate that is good/]);
  const conf = await onHost("cp1", "reading kubelet.conf", "grep client- /etc/kubernetes/kubelet.conf");
  expect(conf.match(/kubelet-client-current\.pem/g)).toHaveLength(2);
  await isBack();
});

/** Asked for by Ann, approved by Bob; the bot is killed each time the operation says so, and Bob lets it go on. */
async function renewed(killedAt: readonly RegExp[]): Promise<string> {
  const { propose, approve, shows } = changes(chat);
  const renewal = await propose("renew certs --reason 'a year has passed'");
  await approve(renewal);
  for (const words of killedAt) {
    await shows(renewal, words);
    await chat.killBot();
    // Whoever takes over has to see first that nobody runs it any more.
    const found = await shows(renewal, / is (interrupted|succeeded)/);
    if (/ is interrupted/.test(found)) await chat.ask(`resume ${renewal}`, "U0BOB");
  }
  await shows(renewal, / is succeeded/);
  return renewal;
}

/** As kubectl sees it, with the administrator's renewed kubeconfig, and as the bot says. */
async function isBack(): Promise<void> {
  await fetchAdminKubeconfig("cp1");
  expect(Date.parse(await endOf(`${shown(6443)} | openssl x509 -noout -enddate`))).toBeGreaterThan(
    Date.now(),
  );
  expect(await kubectl(["get", "--raw=/readyz"])).toBe("ok");
  await waitUntilReady();
  await eventually(() => chat.ask("status"), /3 of 3 nodes ready/, 240_000);
  await changes(chat).isIntact();
}

async function endOf(command: string): Promise<string> {
  const said = await onHost("cp1", "reading a certificate", command);
  return said.replace("notAfter=", "").trim();
}

function shown(port: number): string {
  return `openssl s_client -connect 127.0.0.1:${port} </dev/null 2>/dev/null`;
}
