// Makes a cluster whose certificates ended in the past, and makes it well again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { restartControlPlane } from "./control-plane.ts";
import { onHost } from "./on-host.ts";

/**
 * Has the cluster's own authorities sign everything again that `kubeadm certs renew` renews, keys and names unchanged,
 * with a past end date; then restarts the control plane. Every API call is refused afterwards.
 * @param notAfter the end date
 */
export async function expireCertificates(controlPlane: string, notAfter: Date): Promise<void> {
  const script = readFileSync(join(import.meta.dirname, "expire-certificates.sh"), "utf8");
  const end = notAfter.toISOString().replace(/\.\d+/, "").replaceAll(/[-:T]/g, "");
  await onHost(controlPlane, "signing certificates with a past end date", `set -- ${end}\n${script}`);
  await restartControlPlane(controlPlane);
}

/** What an operator does about it: `kubeadm certs renew all`, and a restart of the control plane. */
export async function renewCertificates(controlPlane: string): Promise<void> {
  await onHost(controlPlane, "kubeadm certs renew all", "kubeadm certs renew all");
  await restartControlPlane(controlPlane);
}
