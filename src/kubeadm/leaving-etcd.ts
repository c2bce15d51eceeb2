// What it means for etcd that a node goes: which member leaves, through whom, and whether the others are enough without it.
import { BotError, RefusedError } from "#src/base/errors.ts";
import { count, few } from "#src/base/text.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { mayBeControlPlanes } from "./certificates/control-planes.ts";
import { isControlPlane } from "./components.ts";
import { type Etcd, type Listed, majorityOf, memberOf, nameOf, quorumOf, readEtcd } from "./etcd.ts";
import { ownMachine } from "./machine-of.ts";

export type LeavingEtcd = {
  /** Undefined where etcd has none of this node (any more). */
  readonly member: { readonly through: string; readonly id: string; readonly name: string } | undefined;
  /** Ids of all that there are. */
  readonly members: readonly string[];
  readonly impact: readonly string[];
  readonly warnings: readonly string[];
};

type Asked = {
  readonly cluster: ClusterView;
  readonly hosts: HostsView;
  readonly signal: AbortSignal;
  /** Its machine; undefined when that is gone. */
  readonly host: string | undefined;
};

/** Undefined of a worker. @throws RefusedError where the cluster or its etcd would not go on without it */
export async function leavingEtcd(node: Node, asked: Asked): Promise<LeavingEtcd | undefined> {
  const { cluster, hosts, signal, host } = asked;
  if (!isControlPlane(node) && !(await hasJoinedByHalf(asked))) return undefined;
  const { name } = node;
  const others = await otherPlanes(name, asked);
  mustReachOthers(cluster, node);
  const etcd = await readEtcd(hosts, others, signal).catch((error: unknown) => {
    throw error instanceof BotError && isLast(node, cluster) ? theLast(name) : error;
  });
  const addresses = node.addresses.map(({ address }) => address);
  const leaving = memberOf(etcd.listed, { name, addresses });
  const members = etcd.listed.map(({ id }) => id).toSorted();
  if (leaving) mustKeepQuorum(etcd, leaving);
  const { through } = etcd;
  await ownMachine(through, asked);
  return {
    member: leaving && { through, id: leaving.id, name: nameOf(leaving) },
    members,
    impact: leaving ? [sayQuorum(etcd, leaving)] : [`etcd has no member of ${name}.`],
    warnings: [
      `Whatever balances the API servers must no longer send anybody to ${name}: that is not done from here.`,
      ...(host === undefined
        ? [
            `${name} has the keys of the cluster's authorities on its disk: should its machine come back, wipe it before it is switched on.`,
          ]
        : []),
    ],
  };
}

/** A join that failed midway has made a node without the label of a control plane, and maybe a member. */
async function hasJoinedByHalf({ hosts, signal, host }: Asked): Promise<boolean> {
  if (host === undefined) return false;
  const view = await hosts.view(host);
  return (await view.read("fileStatus", signal, "/etc/kubernetes/pki/apiserver.crt")) !== undefined;
}

/** One that is silent holds nobody up, where another one can be asked. */
async function otherPlanes(name: string, asked: Asked): Promise<readonly string[]> {
  const names = await mayBeControlPlanes(asked);
  const others = names.filter((each) => each !== name && each !== asked.host);
  if (others.length > 0) return others;
  throw theLast(name);
}

/** A machine that is silent and no node of the cluster's may be anything; mostly it left before. */
function isLast({ name }: Node, cluster: ClusterView): boolean {
  return !cluster.snapshot().nodes.some((other) => other.name !== name && isControlPlane(other));
}

function theLast(name: string): RefusedError {
  return new RefusedError(
    `${name} is the only control plane that Wheelhouse can ask: the cluster would be lost with it.`,
    {
      hint: "Another one first: node add <name> --control-plane, or host add where there is one.",
      offers: ["host list"],
    },
  );
}

function mustReachOthers({ server }: ClusterView, { name, addresses }: Node): void {
  const { hostname } = new URL(server() || "https://unknown");
  if (!addresses.some(({ address }) => address === hostname.replace(/^\[|\]$/g, ""))) return;
  throw new RefusedError(
    `Wheelhouse reaches the cluster at ${name}'s own address, ${hostname}, and would be shut out.`,
    { hint: "Give its kubeconfig the address that all control planes share, or another one's, first." },
  );
}

/** Those that vote now must agree that it leaves, and those that are left must be able to agree from then on. */
function mustKeepQuorum(etcd: Etcd, leaving: Listed): void {
  const { needs, has } = quorumOf(etcd);
  const silent = etcd.silent.length > 0 ? ` ${few(etcd.silent, 3)} does not answer.` : "";
  if (has < needs)
    throw new RefusedError(
      `etcd has no quorum, so no member can leave it: ${has} of its members answer, ${needs} must.${silent}`,
      { hint: "etcd status", offers: ["control-plane show"] },
    );
  const then = without(etcd, leaving);
  if (then.has >= then.needs) return;
  throw new RefusedError(
    `Without ${nameOf(leaving)}, ${then.has} of ${count(then.voters, "member")} of etcd would answer, and ${then.needs} must: nothing could be written any more.${silent}`,
    { hint: "Mend the others, or take out first those that are gone for good.", offers: ["etcd status"] },
  );
}

function sayQuorum(etcd: Etcd, leaving: Listed): string {
  const now = quorumOf(etcd);
  const then = without(etcd, leaving);
  return `etcd goes from ${count(now.voters, "member")} to ${then.voters}, of which ${then.needs} must answer and ${then.has} do: it then outlives the loss of ${then.has - then.needs === 0 ? "none" : then.has - then.needs}.`;
}

function without(etcd: Etcd, { id, endpoints, isLearner }: Listed) {
  const { voters, has } = quorumOf(etcd);
  const answers = etcd.members.some(
    (member) => endpoints.includes(member.endpoint) && member.hasLeader && !member.isLearner,
  );
  const left = isLearner ? voters : voters - 1;
  return { id, voters: left, needs: majorityOf(left), has: answers ? has - 1 : has };
}
