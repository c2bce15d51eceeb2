// The etcd of a kubeadm cluster, as its machines tell it.
import { BotError, RefusedError } from "#src/base/errors.ts";
import type { HostsView, HostView } from "#src/hosts/host.ts";
import type { OutputOf } from "#src/hosts/readings/index.ts";

export type Member = OutputOf<"etcdMembers">[number] & {
  /** Undefined where nobody knows which machine it runs on. */
  readonly host: string | undefined;
  readonly name: string;
};

/** As `etcdctl member list` has it, also where it does not answer or has not started. */
export type Listed = OutputOf<"etcdMemberList">[number];

export type Etcd = {
  /** The machine that it was asked through. */
  readonly through: string;
  readonly members: readonly Member[];
  readonly silent: readonly string[];
  readonly listed: readonly Listed[];
};

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
  hosts: Pick<HostsView, "view">,
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
  return { through: host.name, members, silent: silent.map(nameOf), listed };
}

/** One that has not started yet has an address alone. */
export function nameOf({ name, peers, id }: Listed): string {
  return name || (peers[0] ?? id);
}

export type Quorum = { readonly voters: number; readonly needs: number; readonly has: number };

/** Most of those that vote must agree: of one, itself. A learner does not vote. */
export function quorumOf({ members, listed }: Etcd): Quorum {
  const voters = listed.filter(({ isLearner }) => !isLearner).length;
  const has = members.filter(({ hasLeader, isLearner }) => hasLeader && !isLearner).length;
  return { voters, needs: majorityOf(voters), has };
}

export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** Sentences that say why its membership is not to be changed now; none where each member is well. */
export function whyNotWhole({ members, silent }: Etcd): readonly string[] {
  return [
    ...silent.map((name) => `its member ${name} does not answer`),
    ...members.flatMap(({ name, hasLeader, isLearner, errors }) => [
      ...(isLearner ? [`its member ${name} is a learner still`] : []),
      ...(hasLeader ? [] : [`its member ${name} knows no leader`]),
      ...errors.map((error) => `its member ${name} raises ${error}`),
    ]),
  ];
}

/** The member of a node: kubeadm calls it so, and one that has not started has only its address. */
export function memberOf(
  listed: readonly Listed[],
  node: { readonly name: string; readonly addresses: readonly string[] },
): Listed | undefined {
  const peers = node.addresses.map(peerUrl);
  return listed.find(
    ({ name, peers: own }) => name === node.name || own.some((each) => peers.includes(each)),
  );
}

function peerUrl(address: string): string {
  return `https://${address.includes(":") ? `[${address}]` : address}:2380`;
}

/** How much of its file a member could give back to the disk, where that is worth a pause. */
export function emptyBytes({ sizeBytes, usedBytes }: Pick<Member, "sizeBytes" | "usedBytes">): number {
  const empty = sizeBytes - usedBytes;
  return empty > Math.max(1024 ** 2, sizeBytes / 5) ? empty : 0;
}
