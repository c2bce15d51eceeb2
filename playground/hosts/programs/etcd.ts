// etcdctl and etcdutl in the simulated etcd's container. A snapshot is a file that says which revision it holds.
import type { Machine, Process } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";

const keys = 1616;
const sizeBytes = 9_928_704;
const member = "2677674080080550774";

/** `crictl exec <container> etcdctl|etcdutl …`, run as root; resolves with its exit code. */
export async function runEtcdTool(node: SimulatedNode, process: Process): Promise<number> {
  const [, , , tool = "", ...words] = process.argv;
  const plain = words.filter((word) => !word.startsWith("-"));
  const verb = `${tool} ${plain.join(" ")}`;
  if (verb === "etcdctl endpoint status") return say(process, status(node));
  if (verb === "etcdctl member list") return say(process, members(node.machine));
  if (verb === "etcdctl defrag") return defragment(node, process);
  if (verb.startsWith("etcdctl snapshot save ")) return save(node, process, plain[2] ?? "");
  if (verb.startsWith("etcdutl snapshot status ")) return snapshotStatus(node, process, plain[2] ?? "");
  if (verb.startsWith("etcdutl snapshot restore ")) return restore(node, process, plain[2] ?? "");
  await process.err(`Error: unknown command "${plain.join(" ")}" for "${tool}"\n`);
  return 1;
}

function status({ cluster, machine, etcd }: SimulatedNode): unknown {
  const revision = cluster.store.version();
  return [
    {
      Endpoint: `https://${machine.address}:2379`,
      Status: {
        header: { cluster_id: 1, member_id: member, revision, raft_term: 6 },
        version: "3.7.0",
        ...{
          dbSize: etcd.sizeBytes,
          dbSizeInUse: etcd.usedBytes,
          dbSizeQuota: 2_147_483_648,
          leader: member,
        },
      },
    },
  ];
}

function members({ name, address }: Machine): unknown {
  const urls = { peerURLs: [`https://${address}:2380`], clientURLs: [`https://${address}:2379`] };
  return { members: [{ ID: 1, name, ...urls }] };
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
  await out(`${JSON.stringify(value).replace(/"(member_id|leader)":"(\d+)"/g, '"$1":$2')}\n`);
  return 0;
}
