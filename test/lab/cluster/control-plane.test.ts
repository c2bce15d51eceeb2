// What people do to a control plane, and what its certificates may do to it.
import { beforeAll, expect, test, vi } from "vitest";
import { exec, up } from "../hosts/index.ts";
import { fetchAdminKubeconfig } from "./access.ts";
import { expireCertificates, renewCertificates } from "./certificates.ts";
import { cluster } from "./cluster.ts";
import { startApiServer, stopApiServer } from "./control-plane.ts";
import { kubectl, kubectlOutcome } from "./kubectl.ts";
import { waitUntilReady } from "./ready.ts";

/** kubeadm gives an API server four minutes. */
const answering = { timeout: 240_000, interval: 1_000 };
const hosts = ["cp1", "worker1", "worker2"];

beforeAll(async () => {
  await up(hosts);
  await cluster({ hosts });
});

test("a stopped API server refuses connections until it is started", async () => {
  await stopApiServer("cp1");
  const stopped = await kubectlOutcome(["get", "nodes", "--request-timeout=5s"]);
  await startApiServer("cp1");

  expect(stopped.stderr).toContain("10.77.0.11:6443 was refused");
  await vi.waitFor(() => kubectl(["get", "nodes"]), answering);
}, 300_000);

test("certificates with a past end date are refused until kubeadm renews them", async () => {
  await expireCertificates("cp1", new Date("2026-01-01T00:00:00Z"));
  const expired = await vi.waitFor(async () => {
    const { stderr } = await kubectlOutcome(["get", "nodes", "--request-timeout=5s"]);
    expect(stderr).toContain("x509: certificate has expired or is not yet valid");
    return stderr;
  }, answering);
  const told = await exec("cp1", ["kubeadm", "certs", "check-expiration"]);
  await renewCertificates("cp1");
  await fetchAdminKubeconfig("cp1");

  expect(expired).toContain("is after 2026-01-01T00:00:00Z");
  expect(told.stdout).toMatch(/^apiserver +Jan 01, 2026 00:00 UTC +<invalid> /m);
  await vi.waitFor(() => kubectl(["get", "nodes"]), answering);
  await waitUntilReady();
}, 600_000);
