// etcdctl and etcdutl in the simulated etcd's container. A snapshot is a file that says which revision it holds.
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import type { Machine, Process } from "../machine.ts";
import { membersOf, removeMember } from "../node/etcd.ts";
import type { SimulatedNode } from "../node/kubelet.ts";

const keys = 1616;
const sizeBytes = 9_928_704;

/** `crictl exec <container> etcdctl|etcdutl …`, run as root; resolves with its exit code. */
export async function runEtcdTool(node: SimulatedNode, process: Process): Promise<number> {
  const [, , , tool = "", ...words] = process.argv;
  const plain = words.filter((word) => !word.startsWith("-"));
  const verb = `${tool} ${plain.join(" ")}`;
  if (verb === "etcdctl endpoint status") return say(process, status(node));
  if (verb === "etcdctl member list") return say(process, members(node));
  if (verb.startsWith("etcdctl member remove ")) return remove(node, process, plain[2] ?? "");
  if (verb.startsWith("etcdctl compact ")) return compact(node, process, plain[1] ?? "");
  if (verb === "etcdctl alarm disarm") return disarm(node, process);
  if (verb === "etcdctl defrag") return defragment(node, process);
  if (verb.startsWith("etcdctl snapshot save ")) return save(node, process, plain[2] ?? "");
  if (verb.startsWith("etcdutl snapshot status ")) return snapshotStatus(node, process, plain[2] ?? "");
  if (verb.startsWith("etcdutl snapshot restore ")) return restore(node, process, plain[2] ?? "");
  await process.err(`Error: unknown command "${plain.join(" ")}" for "${tool}"\n`);
  return 1;
}

/** Of every member that answers: the first of them leads, where there are enough. */
function status({ cluster }: SimulatedNode): unknown {
  const revision = cluster.store.version();
  const answering = membersOf(cluster).filter(({ answers }) => answers());
  const leader = hasQuorum(cluster) ? answering[0]?.id : undefined;
  return answering.map(({ id, address, sizeBytes: dbSize, usedBytes: dbSizeInUse, isLearner, hasAlarm }) => ({
    Endpoint: `https://${address}:2379`,
    Status: {
      header: { cluster_id: 1, member_id: id, revision, raft_term: 6 },
      version: "3.7.0",
      ...{ dbSize, dbSizeInUse, dbSizeQuota: 2_147_483_648, ...(leader && { leader }) },
      ...(isLearner && { isLearner }),
      ...(hasAlarm && { errors: [`memberID:${id} alarm:NOSPACE`] }),
    },
  }));
}

function members({ cluster }: SimulatedNode): unknown {
  const all = membersOf(cluster).map(({ id, name, address, isLearner }) => ({
    ...{ ID: id, name, ...(isLearner && { isLearner }) },
    ...{ peerURLs: [`https://${address}:2380`], clientURLs: [`https://${address}:2379`] },
  }));
  return { members: all };
}

function hasQuorum(cluster: SimulatedCluster): boolean {
  const voters = membersOf(cluster).filter(({ isLearner }) => !isLearner);
  return voters.filter(({ answers }) => answers()).length > voters.length / 2;
}

async function remove({ cluster }: SimulatedNode, { out, err }: Process, id: string): Promise<number> {
  if (!hasQuorum(cluster)) {
    await err("Error: etcdserver: request timed out\n");
    return 1;
  }
  if (!removeMember(cluster, BigInt(`0x${id}`).toString())) {
    await err("Error: etcdserver: member not found\n");
    return 1;
  }
  await out(`Member ${id} removed from cluster 1\n`);
  return 0;
}

/** What was written more than once is kept once. */
async function compact({ cluster }: SimulatedNode, { out }: Process, revision: string): Promise<number> {
  for (const each of membersOf(cluster)) each.usedBytes = Math.min(each.usedBytes, 3_932_160);
  await out(`compacted revision ${revision}\n`);
  return 0;
}

async function disarm({ cluster }: SimulatedNode, { out }: Process): Promise<number> {
  for (const each of membersOf(cluster)) {
    if (each.hasAlarm) await out(`memberID:${each.id} alarm:NOSPACE\n`);
    each.hasAlarm = false;
  }
  return 0;
}

async function defragment({ etcd }: SimulatedNode, { out }: Process): Promise<number> {
  etcd.sizeBytes = etcd.usedBytes;
  await out("Finished defragmenting etcd member[https://127.0.0.1:2379]. took 57.351047ms\n");
  return 0;
}

async function save({ cluster, machine }: SimulatedNode, { out }: Process, path: string): Promise<number> {
  machine.write(path, JSON.stringify({ revision: cluster.store.version() }), "600");
  await out(`Snapshot saved at ${path}\nServer version 3.7.0\n`);
  return 0;
}

async function snapshotStatus({ machine }: SimulatedNode, process: Process, path: string): Promise<number> {
  const held = heldIn(machine, path);
  if (held) return say(process, { hash: 1, ...held, totalKey: keys, totalSize: sizeBytes, version: "3.7.0" });
  await process.err(`Error: stat ${path}: no such file or directory\n`);
  return 1;
}

async function restore({ machine }: SimulatedNode, { argv, err }: Process, path: string): Promise<number> {
  const folder = argv.find((word) => word.startsWith("--data-dir="))?.slice(11) ?? "";
  const file = `${folder}/member/snap/db`;
  const content = machine.files.get(path)?.content;
  if (content === undefined || machine.files.has(file)) {
    await err(`Error: data-dir "${folder}" not empty or could not be read\n`);
    return 1;
  }
  machine.write(file, content, "600");
  return 0;
}

function heldIn(machine: Machine, path: string): { readonly revision: number } | undefined {
  try {
    const { revision } = JSON.parse(machine.files.get(path)?.content ?? "") as { revision: number };
    return { revision };
  } catch {
    return undefined;
  }
}

/** Its ids have more digits than a number holds. */
async function say({ out }: Process, value: unknown): Promise<number> {
  await out(`${JSON.stringify(value).replace(/"(member_id|leader|ID)":"(\d+)"/g, '"$1":$2')}\n`);
  return 0;
}
