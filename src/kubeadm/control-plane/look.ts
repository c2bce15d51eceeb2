// Looks at a control plane over SSH: what runs there, what does not, and what its kubelet says about it.
import { attempt, type Outcome } from "#src/base/outcome.ts";
import type { HostView } from "#src/hosts/host.ts";
import type { OutputOf } from "#src/hosts/readings/index.ts";
import { staticPods } from "../certificates/known.ts";
import { lookAt } from "../certificates/look.ts";

type Container = OutputOf<"staticPodContainers">[number];

export type Component = {
  readonly name: string;
  readonly hasManifest: boolean;
  /** The newest. */
  readonly container: Container | undefined;
};

export type ControlPlane = {
  readonly host: string;
  readonly clockAheadMs: number;
  readonly kubelet: string;
  readonly containerd: string;
  readonly disks: OutputOf<"disks">;
  readonly swaps: OutputOf<"swaps">;
  readonly components: readonly Component[];
  readonly etcd: boolean | undefined;
  /** Of the API server's certificate on disk; epoch milliseconds. */
  readonly certificateUntil: number | undefined;
  readonly isServed: boolean;
  /** The end of the kubelet's journal; undefined where nobody may read it. */
  readonly journal: string | undefined;
};

const journalLines = 200;

export async function lookAtControlPlane(
  host: HostView,
  now: () => number,
  signal: AbortSignal,
): Promise<ControlPlane> {
  // The first alone: a machine that is off is told once, and not by ten readings.
  const { clockAheadMs, found } = await lookAt(host, now, signal);
  const [kubelet, containerd, disks, swaps, etcd] = await Promise.all([
    host.read("service", signal, "kubelet"),
    host.read("service", signal, "containerd"),
    host.read("disks", signal),
    host.read("swaps", signal),
    host.read("etcdHealth", signal),
  ]);
  const [containers, served, journal] = await Promise.all([
    attempt(host.read("staticPodContainers", signal)),
    attempt(host.read("servedCertificate", signal, 6443)),
    attempt(host.read("unitOutput", signal, "kubelet", journalLines)),
  ]);
  return {
    ...{ host: host.name, clockAheadMs, disks, swaps, etcd },
    kubelet: kubelet.active,
    containerd: containerd.active,
    components: await componentsOf(host, told(containers) ?? [], signal),
    certificateUntil: found.find(({ name }) => name === "apiserver")?.certificate.until,
    isServed: told(served) !== undefined,
    journal: told(journal),
  };
}

function componentsOf(
  host: HostView,
  containers: readonly Container[],
  signal: AbortSignal,
): Promise<readonly Component[]> {
  return Promise.all(
    staticPods.map(async ({ component, manifest }) => ({
      name: component,
      hasManifest: (await host.read("fileStatus", signal, manifest)) !== undefined,
      container: containers.find((each) => each.component === component),
    })),
  );
}

function told<T>(outcome: Outcome<T>): T | undefined {
  return outcome.ok ? outcome.value : undefined;
}
