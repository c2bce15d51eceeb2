// kubeadm join and reset: the machine becomes a node of the simulated cluster, or forgets that it was one.
import { parse } from "yaml";
import { z } from "zod";
import { labelsAt } from "../../../cluster/object.ts";
import { nodeObject } from "../../../cluster/seed/nodes.ts";
import { staticPods } from "../../../cluster/seed/system.ts";
import type { Machine, Program } from "../../machine.ts";
import { addMember, removeMember } from "../../node/etcd.ts";
import type { SimulatedNode } from "../../node/kubelet.ts";
import { makeNode } from "../../node/node.ts";
import { opens } from "./upload-certs.ts";

const Joining = z.object({
  discovery: z.object({ bootstrapToken: z.object({ apiServerEndpoint: z.string(), token: z.string() }) }),
  nodeRegistration: z.object({
    name: z.string(),
    kubeletExtraArgs: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  controlPlane: z.object({ certificateKey: z.string() }).optional(),
});

const joined = ["/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki/ca.crt"];

export function join(node: SimulatedNode): Program {
  return async ({ argv, machine, out, err }) => {
    const path = argv[argv.indexOf("--config") + 1] ?? "";
    const text = machine.files.get(path)?.content;
    if (text === undefined)
      return fails(err, `unable to read config from "${path}": open ${path}: no such file or directory`);
    const { discovery, nodeRegistration, controlPlane } = Joining.parse(parse(text));
    const there = joined.filter((file) => machine.files.has(file));
    await out("[preflight] Running pre-flight checks\n");
    if (there.length > 0) {
      const lines = there.map(
        (file) => `\t[ERROR FileAvailable-${file.replace(/[/]/g, "-")}]: ${file} already exists`,
      );
      return fails(
        err,
        `[preflight] Some fatal errors occurred:\n${lines.join("\n")}`,
        "error execution phase preflight",
      );
    }
    const [id = "", secret] = discovery.bootstrapToken.token.split(".");
    const found = node.cluster.store.get("secrets", "kube-system", `bootstrap-token-${id}`);
    if (labelsAt(found, "data")["token-secret"] !== Buffer.from(secret ?? "").toString("base64"))
      return fails(
        err,
        `couldn't validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID "${id}"`,
        "error execution phase preflight",
      );
    if (controlPlane && !opens(node.cluster, controlPlane.certificateKey))
      return fails(
        err,
        "error downloading certs: error decoding secret data with provided key: cipher: message authentication failed",
        "error execution phase control-plane-prepare/download-certs",
      );
    await out("[kubelet-start] Starting the kubelet\n");
    if (machine.faults.kubeletIsUnhealthy !== undefined) {
      machine.journal.write("kubelet", "", `${machine.faults.kubeletIsUnhealthy}\n`);
      machine.write("/etc/kubernetes/kubelet.conf", "half\n", "600");
      await out("[kubelet-check] The kubelet is not healthy after 4m0.000580205s\n");
      return fails(
        err,
        "a kubelet that is not healthy: The HTTP call equal to 'curl -sSL http://127.0.0.1:10248/healthz' returned error: Get \"http://127.0.0.1:10248/healthz\": context deadline exceeded",
        "error execution phase kubelet-wait",
      );
    }
    if (controlPlane && machine.faults.etcdDoesNotCatchUp) {
      machine.write("/etc/kubernetes/kubelet.conf", "half\n", "600");
      addMember(node.cluster, machine).isLearner = true;
      return fails(
        err,
        "error creating local etcd static pod manifest file: can not promote a learner member which is not in sync with leader",
        "error execution phase etcd-join",
      );
    }
    await becomeNode(node, {
      name: nodeRegistration.name,
      address: nodeRegistration.kubeletExtraArgs.find(({ name }) => name === "node-ip")?.value,
      controlPlane: controlPlane !== undefined,
    });
    await out(
      "This node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.\n",
    );
    return 0;
  };
}

async function fails(err: (text: string) => Promise<void>, why: string, phase?: string): Promise<number> {
  await err(
    `${phase === undefined ? "" : `${phase}: `}${why}\nTo see the stack trace of this error execute with --v=5 or higher\n`,
  );
  return 1;
}

type Becoming = {
  readonly name: string;
  readonly address: string | undefined;
  readonly controlPlane: boolean;
};

/** What a join that gets through makes of a machine. */
export async function becomeNode(
  { machine, cluster, version }: Pick<SimulatedNode, "machine" | "cluster" | "version">,
  { name, address = machine.address, controlPlane }: Becoming,
): Promise<void> {
  await makeNode(machine, cluster, { name, address, controlPlane });
  const nodes = cluster.store.list("nodes").length;
  const read = (path: string) => machine.files.get(path)?.content.trim() ?? "";
  const seed = {
    ...{ name, address, podCIDR: `10.244.${nodes + 1}.0/24`, controlPlane, gpus: 0, ageDays: 0 },
    arch: read("/etc/wheelhouse-arch") === "aarch64" ? "arm64" : "amd64",
    ...{ cpus: 4, memoryKi: 3_884_252, machineID: read("/etc/machine-id") },
    ...{ osImage: "Debian GNU/Linux 12 (bookworm)", kernelVersion: "6.1.0-rpi7-rpi-v8" },
  } as const;
  const { uid } = cluster.store.put(nodeObject(seed, version, cluster.now())).metadata;
  if (controlPlane)
    for (const pod of staticPods({ name, uid, address }, version, cluster.now())) cluster.store.put(pod);
  cluster.settle();
}

export const reset =
  ({ cluster, etcd, staticPods: own }: SimulatedNode): Program =>
  async ({ machine, out }) => {
    removeMember(cluster, etcd.id);
    own?.end();
    forget(machine);
    await out(
      "[reset] Deleting contents of directories: [/etc/kubernetes/manifests /var/lib/kubelet /etc/kubernetes/pki]\n\nThe reset process does not perform cleanup of CNI plugin configuration,\nnetwork filtering rules and kubeconfig files.\n",
    );
    return 0;
  };

function forget(machine: Machine): void {
  for (const path of machine.files.keys())
    if (/^\/(etc\/kubernetes|var\/lib\/kubelet|var\/lib\/etcd)\//.test(path)) machine.files.delete(path);
  for (const port of [10_250, 6_443, 2_379, 2_380]) machine.ports.delete(port);
  const kubelet = machine.services.get("kubelet");
  if (kubelet) kubelet.active = "inactive";
}
