// Makes a cluster whose certificates ended in the past, and makes it well again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { restartControlPlane } from "./control-plane.ts";
import { onHost, writeHostFile } from "./on-host.ts";

/** What `kubeadm certs renew` calls the certificates that it renews. */
export const renewedByKubeadm = [
  "admin.conf",
  "apiserver",
  "apiserver-etcd-client",
  "apiserver-kubelet-client",
  "controller-manager.conf",
  "etcd-healthcheck-client",
  "etcd-peer",
  "etcd-server",
  "front-proxy-client",
  "scheduler.conf",
  "super-admin.conf",
] as const;
export type CertificateName = (typeof renewedByKubeadm)[number] | "kubelet-client";

/**
 * Has the cluster's own authorities sign certificates again, keys and names unchanged, with a past end date; then restarts
 * the control plane. With `apiserver` alone every client refuses to talk to the API server. With all of them the API
 * server does not even start, because it cannot talk to etcd.
 * @param names all that kubeadm renews if not given
 */
export async function expireCertificates(
  controlPlane: string,
  notAfter: Date,
  names: readonly CertificateName[] = [],
): Promise<void> {
  const purpose = "signing certificates with a past end date";
  await onHost(controlPlane, purpose, `set -- ${[utc(notAfter), ...names].join(" ")}\n${script()}`);
  await restartControlPlane(controlPlane);
}

function script(): string {
  return readFileSync(join(import.meta.dirname, "expire-certificates.sh"), "utf8");
}

/** `20260101000000Z`. */
function utc(time: Date): string {
  return time.toISOString().replace(/\.\d+/, "").replaceAll(/[-:T]/g, "");
}

const kubeletClient = "/var/lib/kubelet/pki/kubelet-client-current.pem";

/** Has a control plane sign the client certificate of a worker's kubelet again, ended; its kubelet does not start with it. */
export async function expireWorker(worker: string, controlPlane: string, notAfter: Date): Promise<void> {
  const borrowed = "/run/lab/worker.pem";
  const own = await onHost(worker, "reading its certificate", `cat ${kubeletClient}`);
  await writeHostFile(controlPlane, borrowed, own);
  await onHost(
    controlPlane,
    "signing it with a past end date",
    `KUBELET_CLIENT=${borrowed}\nset -- ${utc(notAfter)} kubelet-client\n${script()}`,
  );
  const ended = await onHost(controlPlane, "reading it back", `cat ${borrowed}; rm ${borrowed}`);
  await writeHostFile(worker, borrowed, ended);
  await onHost(
    worker,
    "giving it to the kubelet",
    `cat ${borrowed} >${kubeletClient}; rm ${borrowed}; systemctl restart kubelet || true`,
  );
}

/** What an operator does about it: `kubeadm certs renew all`, and a restart of the control plane. */
export async function renewCertificates(controlPlane: string): Promise<void> {
  await onHost(controlPlane, "kubeadm certs renew all", "kubeadm certs renew all");
  await restartControlPlane(controlPlane);
}
