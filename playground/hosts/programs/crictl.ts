// crictl over the simulated static pods.
import type { Machine, Process, Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";
import type { Container } from "../node/static-pods.ts";
import { runEtcdTool } from "./etcd.ts";

type Verb = (node: SimulatedNode, process: Process) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = {
  ...{ images, pull, rmi: removeImage, rm: removeContainer },
  ...{ ps, pods, stopp: stop, rmp: remove, exec },
};

export function crictl(node: SimulatedNode): Program {
  return async (process) => {
    if (process.user !== "root") {
      await process.err('level=fatal msg="validate service connection: permission denied"\n');
      return 1;
    }
    const verb = verbs[process.argv[1] ?? ""];
    if (verb) return verb(node, process);
    await process.err(`No help topic for '${process.argv[1]}'\n`);
    return 3;
  };
}

async function images({ machine }: SimulatedNode, { out }: Process): Promise<number> {
  await out(`${JSON.stringify({ images: machine.disk.images })}\n`);
  return 0;
}

/** `crictl pull registry/name@sha256:…` of an image that is there: it asks the registry, and fetches nothing. */
async function pull({ machine: { disk } }: SimulatedNode, { argv, out, err }: Process): Promise<number> {
  const reference = argv[2] ?? "";
  const registry = reference.split("/")[0] ?? "";
  if (disk.silent.has(registry)) {
    await err(
      `level=fatal msg="pulling image: failed to pull and unpack image \\"${reference}\\": failed to resolve reference: dial tcp: lookup ${registry}: no such host"\n`,
    );
    return 1;
  }
  await out(`Image is up to date for ${reference}\n`);
  return 0;
}

/** `crictl rmi id`. */
async function removeImage(
  { machine: { disk } }: SimulatedNode,
  { argv, out, err }: Process,
): Promise<number> {
  const id = argv[2] ?? "";
  const found = disk.images.find((each) => each.id === id);
  if (!found) {
    await err(`level=error msg="no such image ${id}"\n`);
    return 1;
  }
  disk.images = disk.images.filter((each) => each !== found);
  for (const tell of disk.changed) tell();
  await out(`Deleted: ${found.repoTags[0]}\n`);
  return 0;
}

/** `crictl rm id`: without --force, only what has ended. */
async function removeContainer(
  { machine: { disk } }: SimulatedNode,
  { argv, out, err }: Process,
): Promise<number> {
  const id = argv[2] ?? "";
  if (!disk.ended.some((each) => each.id === id)) {
    await err(`level=fatal msg="removing container ${id}: it is running, or not there"\n`);
    return 1;
  }
  disk.ended = disk.ended.filter((each) => each.id !== id);
  for (const tell of disk.changed) tell();
  await out(`${id}\n`);
  return 0;
}

/** The one container that every node runs, and those before it that have ended. */
function kubeProxies({ disk, now }: Machine) {
  const common = {
    podSandboxId: "5e1e",
    image: { image: "sha256:9f1c" },
    imageRef: "sha256:9f1c",
    labels: {},
  };
  const ended = disk.ended.map(({ id, createdAt }, at) => ({
    ...{ ...common, id, metadata: { name: "kube-proxy", attempt: at }, createdAt: nanoseconds(createdAt) },
    state: "CONTAINER_EXITED",
  }));
  const metadata = { name: "kube-proxy", attempt: ended.length };
  const createdAt = nanoseconds(now() - 2 * 3_600_000);
  return [{ ...common, id: "5e1f", metadata, createdAt, state: "CONTAINER_RUNNING" }, ...ended];
}

async function ps({ machine, staticPods }: SimulatedNode, { argv, out }: Process): Promise<number> {
  const isWanted = ({ state }: Container) => argv.includes("--all") || state === "running";
  const containers = (staticPods?.containers() ?? []).filter(isWanted).map((each) => ({
    id: each.id,
    podSandboxId: each.sandbox,
    metadata: { name: each.component, attempt: each.attempt },
    image: { image: `sha256:${each.component}` },
    imageRef: `sha256:${each.component}`,
    state: each.state === "running" ? "CONTAINER_RUNNING" : "CONTAINER_EXITED",
    createdAt: nanoseconds(each.createdAt),
    labels: { "io.kubernetes.container.name": each.component, ...labelsOf(machine.name, each) },
  }));
  const others = argv.some((word) => word.startsWith("--label=")) ? [] : kubeProxies(machine);
  await out(`${JSON.stringify({ containers: [...containers, ...others] })}\n`);
  return 0;
}

async function pods({ machine, staticPods }: SimulatedNode, { out }: Process): Promise<number> {
  const sandboxes = new Map((staticPods?.containers() ?? []).map((each) => [each.sandbox, each]));
  const items = [...sandboxes.values()].map((each) => ({
    id: each.sandbox,
    metadata: { name: `${each.component}-${machine.name}`, namespace: "kube-system", attempt: 0 },
    state: "SANDBOX_READY",
    createdAt: nanoseconds(each.createdAt),
    labels: { component: each.component, tier: "control-plane", ...labelsOf(machine.name, each) },
  }));
  await out(`${JSON.stringify({ items })}\n`);
  return 0;
}

function labelsOf(machine: string, { component }: Container) {
  return {
    "io.kubernetes.pod.name": `${component}-${machine}`,
    "io.kubernetes.pod.namespace": "kube-system",
  };
}

function nanoseconds(ms: number): string {
  return `${ms}000000`;
}

async function stop({ staticPods }: SimulatedNode, { argv, out, err }: Process): Promise<number> {
  const sandbox = argv.at(-1) ?? "";
  const own = (staticPods?.containers() ?? []).filter((each) => each.sandbox === sandbox);
  if (own.length === 0) return notFound(sandbox, err);
  for (const container of own) container.state = "exited";
  await out(`Stopped sandbox ${sandbox}\n`);
  return 0;
}

async function remove({ staticPods }: SimulatedNode, { argv, out, err }: Process): Promise<number> {
  const sandbox = argv.at(-1) ?? "";
  if (!(await staticPods?.remove(sandbox))) return notFound(sandbox, err);
  await out(`Removed sandbox ${sandbox}\n`);
  return 0;
}

/** What is in etcd's container; the others' have nothing that is asked for. */
async function exec(node: SimulatedNode, process: Process): Promise<number> {
  const container = node.staticPods?.containers().find(({ id }) => id === process.argv[2]);
  if (container?.component === "etcd" && container.state === "running") return runEtcdTool(node, process);
  await process.err(
    `level=fatal msg="execing command in container: container "${process.argv[2]}" is not running"\n`,
  );
  return 1;
}

async function notFound(sandbox: string, err: Process["err"]): Promise<number> {
  await err(
    `level=fatal msg="rpc error: code = NotFound desc = an error occurred when try to find sandbox: ${sandbox}: not found"\n`,
  );
  return 1;
}
