// What people do to a control plane, and what its certificates may do to it.
import { beforeAll, expect, test, vi } from "vitest";
import { exec } from "../hosts/index.ts";
import { fetchAdminKubeconfig } from "./access.ts";
import { expireCertificates, renewCertificates } from "./certificates.ts";
import { startApiServer, stopApiServer } from "./control-plane.ts";
import { givenCluster } from "./given-cluster.ts";
import { kubectl, kubectlOutcome } from "./kubectl.ts";
import { waitUntilReady } from "./ready.ts";

/** kubeadm gives an API server four minutes. */
const answering = { timeout: 240_000, interval: 1_000 };
const newYear = new Date("2026-01-01T00:00:00Z");

beforeAll(async () => {
  await givenCluster();
});

test("a stopped API server refuses connections until it is started", async () => {
  await stopApiServer("cp1");
  const stopped = await kubectlOutcome(["get", "nodes", "--request-timeout=5s"]);
  await startApiServer("cp1");

  expect(stopped.stderr).toContain("10.77.0.11:6443 was refused");
  await vi.waitFor(() => kubectl(["get", "nodes"]), answering);
}, 300_000);

test("nobody trusts an API server whose certificate ended, until kubeadm renews it", async () => {
  await expireCertificates("cp1", newYear, ["apiserver"]);
  const complaint = async () => {
    const { stderr } = await kubectlOutcome(["get", "nodes", "--request-timeout=5s"]);
    expect(stderr).toContain("x509: certificate has expired or is not yet valid");
    return stderr;
  };
  const expired = await vi.waitFor(complaint, answering).finally(renew);

  expect(expired).toContain("is after 2026-01-01T00:00:00Z");
  await vi.waitFor(() => kubectl(["get", "nodes"]), answering);
}, 600_000);

test("with every certificate ended the API server does not start, until kubeadm renews them", async () => {
  await expireCertificates("cp1", newYear);
  const told = await exec("cp1", ["kubeadm", "certs", "check-expiration"]);
  const complaint = async () => {
    expect((await exec("cp1", readyz)).stdout).not.toBe("200");
    const { stdout } = await exec("cp1", lastLogOfApiServer);
    expect(stdout).toContain("etcd");
    return stdout;
  };
  const said = await vi.waitFor(complaint, answering).finally(renew);

  expect(told.stdout.match(/ Jan 01, 2026 00:00 UTC +<invalid> /g)).toHaveLength(11);
  expect(said).toMatch(/x509: certificate has expired|context deadline exceeded/);
  await vi.waitFor(() => kubectl(["get", "nodes"]), answering);
  await waitUntilReady();
}, 600_000);

async function renew(): Promise<void> {
  await renewCertificates("cp1");
  await fetchAdminKubeconfig("cp1");
}

const lastLogOfApiServer =
  'crictl logs "$(crictl ps --all --quiet --name kube-apiserver | head -1)" 2>&1 | tail -20';

/** As nobody in particular, for the administrator's certificate has ended too. */
const readyz =
  "curl --silent --insecure --max-time 5 --output /dev/null --write-out '%{http_code}' https://127.0.0.1:6443/readyz";
