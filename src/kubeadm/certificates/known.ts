// Which certificates a kubeadm cluster lives on: where each lies, who reads it, and who renews it.

/** Who has to act before it ends: `kubeadm certs renew` makes a new one, a kubelet asks for its own, and an authority is for life. */
export type RenewedBy = "kubeadm" | "kubelet" | "nobody";

export type KnownCertificate = {
  /** As kubeadm calls it: `apiserver`, `admin.conf`. */
  readonly name: string;
  readonly path: string;
  readonly renewedBy: RenewedBy;
};

const pki = "/etc/kubernetes/pki";

export const knownCertificates: readonly KnownCertificate[] = [
  ...[
    ["apiserver", "apiserver"],
    ["apiserver-etcd-client", "apiserver-etcd-client"],
    ["apiserver-kubelet-client", "apiserver-kubelet-client"],
    ["front-proxy-client", "front-proxy-client"],
    ["etcd-server", "etcd/server"],
    ["etcd-peer", "etcd/peer"],
    ["etcd-healthcheck-client", "etcd/healthcheck-client"],
  ].map(([name = "", file]) => ({ name, path: `${pki}/${file}.crt`, renewedBy: "kubeadm" as const })),
  ...["admin.conf", "super-admin.conf", "controller-manager.conf", "scheduler.conf"].map((name) => ({
    ...{ name, path: `/etc/kubernetes/${name}`, renewedBy: "kubeadm" as const },
  })),
  {
    name: "kubelet client",
    path: "/var/lib/kubelet/pki/kubelet-client-current.pem",
    renewedBy: "kubelet",
  },
  { name: "kubelet client (kubelet.conf)", path: "/etc/kubernetes/kubelet.conf", renewedBy: "kubelet" },
  {
    name: "kubelet serving",
    path: "/var/lib/kubelet/pki/kubelet-server-current.pem",
    renewedBy: "kubelet",
  },
  { name: "kubelet serving (its own)", path: "/var/lib/kubelet/pki/kubelet.crt", renewedBy: "kubelet" },
  ...[
    ["ca", "ca"],
    ["etcd-ca", "etcd/ca"],
    ["front-proxy-ca", "front-proxy-ca"],
  ].map(([name = "", file]) => ({ name, path: `${pki}/${file}.crt`, renewedBy: "nobody" as const })),
  { name: "copy of root", path: "/root/.kube/config", renewedBy: "nobody" },
];

/** Beside each lies the key that kubeadm signs with; where it does not, somebody else signs. */
export const authorities = ["ca", "front-proxy-ca", "etcd/ca"].map((name) => ({
  name,
  certificate: `${pki}/${name}.crt`,
  key: `${pki}/${name}.key`,
}));

export type StaticPod = {
  /** Its component, which is its container's name too. */
  readonly component: string;
  readonly manifest: string;
  /** The certificates that it reads once, when it begins. */
  readonly reads: readonly string[];
  /** What it shows, and where. */
  readonly serves?: { readonly port: number; readonly path: string };
};

/** In the order in which they are restarted: each needs those before it. */
export const staticPods: readonly StaticPod[] = [
  {
    component: "etcd",
    manifest: manifestOf("etcd"),
    reads: [`${pki}/etcd/server.crt`, `${pki}/etcd/peer.crt`],
    serves: { port: 2379, path: `${pki}/etcd/server.crt` },
  },
  {
    component: "kube-apiserver",
    manifest: manifestOf("kube-apiserver"),
    reads: ["apiserver", "apiserver-etcd-client", "apiserver-kubelet-client", "front-proxy-client"].map(
      (name) => `${pki}/${name}.crt`,
    ),
    serves: { port: 6443, path: `${pki}/apiserver.crt` },
  },
  {
    component: "kube-controller-manager",
    manifest: manifestOf("kube-controller-manager"),
    reads: ["/etc/kubernetes/controller-manager.conf"],
  },
  {
    component: "kube-scheduler",
    manifest: manifestOf("kube-scheduler"),
    reads: ["/etc/kubernetes/scheduler.conf"],
  },
];

function manifestOf(component: string): string {
  return `/etc/kubernetes/manifests/${component}.yaml`;
}
