// Bad days of a real cluster, and what a person reads about each in Slack.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchAdminKubeconfig } from "../cluster/access.ts";
import { expireCertificates, renewCertificates } from "../cluster/certificates.ts";
import { startApiServer, stopApiServer } from "../cluster/control-plane.ts";
import { onHost } from "../cluster/on-host.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import { cut, emptyDisk, fillDisk, heal } from "../hosts/index.ts";
import type { Conversation } from "./conversation.ts";
import { eventually, givenConversation } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
});
afterAll(() => chat?.close());

const status = (): Promise<string> => chat.ask("status");
/** kubeadm gives an API server four minutes. */
const startMs = 240_000;

test("a worker that is cut off is named, and is well again once it is back", async () => {
  await cut("worker1");
  try {
    // The controller manager waits 40 to 50 s for a sign of life (--node-monitor-grace-period).
    const said = await eventually(status, /worker1 has been NotReady/);
    expect(said).toMatch(/2 of 3 nodes ready/);
    expect(said).toMatch(/❗ worker1 has been NotReady for \d+ s: Kubelet stopped posting node status/);
    expect(said).toContain("[node show worker1]");
    expect(await chat.ask("node show worker1")).toMatch(
      /Ready=Unknown for \d+ s \(NodeStatusUnknown: Kubelet stopped posting node status\.\)/,
    );
  } finally {
    await heal("worker1");
  }
  expect(await eventually(status, /3 of 3 nodes ready/)).not.toContain("NotReady");
}, 300_000);

test("a stopped API server: what does not answer, when the cluster was last seen, what to look at", async () => {
  await stopApiServer("cp1");
  const said = await status().finally(() => startApiServer("cp1"));

  expect(said).toMatch(
    /🔴 cannot reach lab: nothing listens on 10\.77\.0\.11:6443 \(connection refused\); last seen \d+ s ago/,
  );
  expect(said).toContain("Is the kube-apiserver container running?");
  expect(said).toContain("Nodes when they were last seen");
  await eventually(status, /3 of 3 nodes ready/, startMs);
}, 400_000);

test("an expired certificate of the API server: its date and what to type, and its renewal is noticed", async () => {
  await expireCertificates("cp1", new Date("2026-01-01T00:00:00Z"), ["apiserver"]);
  const said = await eventually(status, /certificate/, startMs).finally(renew);

  expect(said).toContain(
    "🔴 cannot reach lab: the API server's certificate expired on 2026-01-01; last seen",
  );
  expect(said).toContain("kubeadm certs renew all");
  await eventually(status, /3 of 3 nodes ready/, startMs);
}, 600_000);

test("with every certificate expired nothing listens, and after their renewal the bot goes on by itself", async () => {
  await expireCertificates("cp1", new Date("2026-01-01T00:00:00Z"));
  const broken = /nothing listens on 10\.77\.0\.11:6443|certificate expired on 2026-01-01/;
  await eventually(status, broken).finally(renew);

  await eventually(status, /3 of 3 nodes ready/, startMs);
  await waitUntilReady();
}, 600_000);

test("a full disk is a pressure on that node, until there is room again", async () => {
  await fillDisk("worker1", { freeBytes: 300 * 1024 ** 2 });
  try {
    const said = await eventually(status, /worker1 has DiskPressure/);
    expect(said).toMatch(/^ +worker1 +Ready, DiskPressure/m);
  } finally {
    await emptyDisk("worker1");
    // It would hold on to the pressure for five minutes (evictionPressureTransitionPeriod).
    await onHost("worker1", "restarting the kubelet", "systemctl restart kubelet");
  }
  await eventually(status, /^(?!.*DiskPressure).*3 of 3 nodes ready/s);
}, 300_000);

async function renew(): Promise<void> {
  await renewCertificates("cp1");
  await fetchAdminKubeconfig("cp1");
}
