// Looks at one machine's certificates over SSH: nothing of it needs an API server.
import { attempt, type Outcome } from "#src/base/outcome.ts";
import type { HostView } from "#src/hosts/host.ts";
import type { OutputOf } from "#src/hosts/readings/index.ts";
import { type KnownCertificate, knownCertificates } from "./known.ts";

type Files = OutputOf<"certificateFiles">;
export type PublicCertificate = NonNullable<Files[number]["certificate"]>;

export type Found = KnownCertificate & { readonly certificate: PublicCertificate };

export type Look = {
  readonly host: string;
  readonly isControlPlane: boolean;
  readonly found: readonly Found[];
  /** Where the kubelet's kubeconfig says that the API server is. */
  readonly server: string | undefined;
  /** How far the machine's clock is ahead of ours. */
  readonly clockAheadMs: number;
};

/** What lies there, of all that kubeadm clusters have. */
export async function lookAt(host: HostView, now: () => number, signal: AbortSignal): Promise<Look> {
  const [files, clockAheadMs] = [
    await host.read("certificateFiles", signal),
    (await host.read("clock", signal)) - now(),
  ];
  const found = knownCertificates.flatMap((known) => {
    const certificate = files.find(({ path }) => path === known.path)?.certificate;
    return certificate ? [{ ...known, certificate }] : [];
  });
  return {
    ...{ host: host.name, found, clockAheadMs },
    isControlPlane: files.some(({ path }) => path === "/etc/kubernetes/pki/apiserver.crt"),
    server: files.find(({ path }) => path === "/etc/kubernetes/kubelet.conf")?.server,
  };
}

export type Served = {
  readonly port: number;
  readonly of: "API server" | "kubelet" | "etcd";
  readonly shown: Outcome<PublicCertificate | undefined>;
};

/** What is shown there now, which is what was on disk when it began. */
export function lookAtServed(
  host: HostView,
  isControlPlane: boolean,
  signal: AbortSignal,
): Promise<readonly Served[]> {
  const ports = [
    ...(isControlPlane ? [[6443, "API server"] as const, [2379, "etcd"] as const] : []),
    [10250, "kubelet"] as const,
  ];
  return Promise.all(
    ports.map(async ([port, of]) => ({
      ...{ port, of, shown: await attempt(host.read("servedCertificate", signal, port)) },
    })),
  );
}
