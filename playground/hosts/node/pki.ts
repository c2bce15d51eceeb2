// What kubeadm keeps below /etc/kubernetes of a control plane: its certificates and kubeconfigs, signed by real authorities.
import { type Authority, type KeyPair, makeAuthority, type Validity } from "../../cluster/certificates.ts";
import { kubeconfigText } from "../../cluster/kubeconfig.ts";
import { DAY_MS } from "../../cluster/seed/build.ts";
import type { Machine } from "../machine.ts";

type AuthorityName = "ca" | "etcd/ca" | "front-proxy-ca";

/** As `kubeadm certs renew` names them. */
export type Certificate = { readonly name: string; readonly ca: AuthorityName } & (
  | { readonly path: string; readonly serves: boolean }
  | { readonly kubeconfig: string; readonly groups: readonly string[] }
);

export const certificates: readonly Certificate[] = [
  { name: "admin.conf", ca: "ca", kubeconfig: "kubernetes-admin", groups: ["kubeadm:cluster-admins"] },
  { name: "apiserver", ca: "ca", path: "apiserver", serves: true },
  { name: "apiserver-etcd-client", ca: "etcd/ca", path: "apiserver-etcd-client", serves: false },
  { name: "apiserver-kubelet-client", ca: "ca", path: "apiserver-kubelet-client", serves: false },
  { name: "controller-manager.conf", ca: "ca", kubeconfig: "system:kube-controller-manager", groups: [] },
  { name: "etcd-healthcheck-client", ca: "etcd/ca", path: "etcd/healthcheck-client", serves: false },
  { name: "etcd-peer", ca: "etcd/ca", path: "etcd/peer", serves: true },
  { name: "etcd-server", ca: "etcd/ca", path: "etcd/server", serves: true },
  { name: "front-proxy-client", ca: "front-proxy-ca", path: "front-proxy-client", serves: false },
  { name: "scheduler.conf", ca: "ca", kubeconfig: "system:kube-scheduler", groups: [] },
  { name: "super-admin.conf", ca: "ca", kubeconfig: "kubernetes-super-admin", groups: ["system:masters"] },
];

export type Pki = {
  /** The cluster's own authority, which signs for kubelets too. */
  readonly ca: Authority;
  /** What `kubeadm init` writes. */
  readonly write: (machine: Machine) => Promise<void>;
  /** What `kubeadm certs renew` writes: of one of them, or of all. */
  readonly renew: (machine: Machine, validity: Validity, name?: string) => Promise<readonly string[]>;
};

export async function makePki(ca: Authority, server: string): Promise<Pki> {
  const tenYears = yearsFrom(10);
  const others = await Promise.all([
    makeAuthority(tenYears, "etcd-ca"),
    makeAuthority(tenYears, "front-proxy-ca"),
  ]);
  const authorities = { ca, "etcd/ca": others[0], "front-proxy-ca": others[1] };

  return { ca, write, renew };

  async function write(machine: Machine): Promise<void> {
    for (const [name, authority] of Object.entries(authorities)) {
      machine.write(`/etc/kubernetes/pki/${name}.crt`, authority.ca);
      machine.write(`/etc/kubernetes/pki/${name}.key`, noKey, "600");
    }
    machine.write("/etc/kubernetes/pki/sa.key", noKey, "600");
    machine.write("/etc/kubernetes/pki/sa.pub", noKey, "600");
    await sign(machine, certificates, yearsFrom(1));
  }

  async function renew(machine: Machine, validity: Validity, name?: string): Promise<readonly string[]> {
    const wanted = certificates.filter((each) => name === undefined || each.name === name);
    const there = wanted.filter((each) => machine.files.has(fileOf(each)));
    await sign(machine, there, validity);
    return there.map((each) => each.name);
  }

  async function sign(machine: Machine, all: readonly Certificate[], validity: Validity): Promise<void> {
    for (const each of all) {
      const authority = authorities[each.ca];
      if ("path" in each) {
        const pair = each.serves
          ? await authority.server(validity)
          : await authority.client(`kube-${each.name}`, [], validity);
        machine.write(fileOf(each), pair.cert);
        machine.write(`/etc/kubernetes/pki/${each.path}.key`, pair.key, "600");
      } else {
        const credentials = await authority.client(each.kubeconfig, each.groups, validity);
        machine.write(fileOf(each), kubeconfig(each.kubeconfig, credentials), "600");
      }
    }
  }

  function kubeconfig(user: string, credentials: KeyPair): string {
    return kubeconfigText({ cluster: "kubernetes", server, ca: ca.ca, user, credentials });
  }
}

export function fileOf(each: Certificate): string {
  return "path" in each ? `/etc/kubernetes/pki/${each.path}.crt` : `/etc/kubernetes/${each.name}`;
}

export function yearsFrom(years: number): Validity {
  return {
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + years * 365 * DAY_MS),
  };
}

/** Whoever signs keeps its key in memory: what matters of these files is that they are there. */
const noKey = "-----BEGIN PRIVATE KEY-----\nc2ltdWxhdGVk\n-----END PRIVATE KEY-----\n";
