// What `kubeadm init phase upload-certs --config` reads. It holds the key to the cluster's keys, so it is never shown, stored or logged.
import { randomBytes } from "node:crypto";
import { stringify } from "yaml";

const apiVersion = "kubeadm.k8s.io/v1beta4";

/** An AES key, as kubeadm makes them. */
export function newCertificateKey(): string {
  return randomBytes(32).toString("hex");
}

/** With a version, as kubeadm would ask the internet for one. */
export function uploadConfiguration(certificateKey: string, version: string): string {
  const documents = [
    {
      ...{ apiVersion, kind: "InitConfiguration", certificateKey },
      nodeRegistration: { criSocket: "unix:///run/containerd/containerd.sock" },
    },
    { apiVersion, kind: "ClusterConfiguration", kubernetesVersion: `v${version}` },
  ];
  return documents.map((document) => stringify(document)).join("---\n");
}
