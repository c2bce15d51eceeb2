// The etcd of a kubeadm cluster, as its machines tell it.
import { BotError, RefusedError } from "#src/base/errors.ts";
import type { HostsView, HostView } from "#src/hosts/host.ts";
import type { OutputOf } from "#src/hosts/readings/index.ts";

export type Member = OutputOf<"etcdMembers">[number] & {
  /** Undefined where nobody knows which machine it runs on. */
  readonly host: string | undefined;
  readonly name: string;
};

export type Etcd = { readonly members: readonly Member[]; readonly silent: readonly string[] };

/** The container in which etcd runs there. @throws RefusedError when none does */
export async function etcdContainer(host: HostView, signal: AbortSignal): Promise<string> {
  const own = (await host.read("staticPodContainers", signal)).find(
    ({ component, isRunning }) => component === "etcd" && isRunning,
  );
  if (own) return own.id;
  throw new RefusedError(`No etcd runs on ${host.name}.`, { hint: "control-plane show" });
}

/** Asked through the first control plane whose etcd runs: a member knows all others. */
export async function readEtcd(
  hosts: HostsView,
  controlPlanes: readonly string[],
  signal: AbortSignal,
): Promise<Etcd> {
  let why: unknown;
  for (const name of controlPlanes) {
    try {
      return await throughHost(await hosts.view(name), controlPlanes, signal);
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      why ??= error;
    }
  }
  throw why ?? new RefusedError("There is no control plane whose etcd could be asked.");
}

async function throughHost(host: HostView, names: readonly string[], signal: AbortSignal): Promise<Etcd> {
  const container = await etcdContainer(host, signal);
  const listed = await host.read("etcdMemberList", signal, container);
  const members = (await host.read("etcdMembers", signal, container)).map((member) => {
    const name = listed.find(({ endpoints }) => endpoints.includes(member.endpoint))?.name ?? member.endpoint;
    return { ...member, name, host: names.find((each) => each === name) };
  });
  const silent = listed.filter(
    ({ endpoints }) => !members.some(({ endpoint }) => endpoints.includes(endpoint)),
  );
  return { members, silent: silent.map(({ name }) => name) };
}

/** Most of the members must agree: of one, itself. */
export function quorumOf({ members, silent }: Etcd): { readonly needs: number; readonly has: number } {
  const all = members.length + silent.length;
  return { needs: Math.floor(all / 2) + 1, has: members.filter(({ hasLeader }) => hasLeader).length };
}

/** How much of its file a member could give back to the disk, where that is worth a pause. */
export function emptyBytes({ sizeBytes, usedBytes }: Pick<Member, "sizeBytes" | "usedBytes">): number {
  const empty = sizeBytes - usedBytes;
  return empty > Math.max(1024 ** 2, sizeBytes / 5) ? empty : 0;
}
