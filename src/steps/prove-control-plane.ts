// Proves that a machine that has joined as a control plane serves: its static pods run and are ready, and its etcd is a member that votes. It only reads.
import { z } from "zod";
import { few } from "#src/base/text.ts";
import type { HostView } from "#src/hosts/host.ts";
import { controlPlaneComponents } from "#src/kubeadm/components.ts";
import { memberOf, quorumOf, readEtcd, whyNotWhole } from "#src/kubeadm/etcd.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  address: z.string(),
  /** A control plane that was there before: what the new one's etcd says of itself is not enough. */
  through: z.string(),
});
type Input = z.output<typeof input>;

const certificate = "/etc/kubernetes/pki/apiserver.crt";

export default defineStep({
  name: "prove-control-plane",
  input,
  // etcd catches up, and only then votes.
  timeoutMs: 10 * 60_000,
  title: ({ node }) => `See that ${node} serves as a control plane`,
  calls: () => [],
  done: async (wanted, context) => {
    const { hosts, signal } = context;
    const host = await hosts.host(wanted.host);
    const problem =
      (await ofContainers(host, signal)) ?? (await ofServer(host, signal)) ?? (await ofPods(wanted, context));
    if (problem !== undefined) return { goal: "open", evidence: problem };
    const etcd = await readEtcd({ view: hosts.host }, [wanted.through], signal);
    const own = memberOf(etcd.listed, { name: wanted.node, addresses: [wanted.address] });
    if (!own) return { goal: "open", evidence: `etcd does not have ${wanted.node} as a member.` };
    const wrong = whyNotWhole(etcd);
    if (wrong.length > 0) return { goal: "open", evidence: `etcd is not whole: ${few(wrong, 3)}.` };
    const { voters, needs } = quorumOf(etcd);
    return {
      goal: "holds",
      evidence: `${few(controlPlaneComponents, 4)} are ready on ${wanted.node}, which serves its own certificate on port 6443; etcd has ${voters} members that answer, and needs ${needs}.`,
    };
  },
  run: async () => {},
});

async function ofContainers(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  const running = (await host.read("staticPodContainers", signal)).filter(({ isRunning }) => isRunning);
  const missing = controlPlaneComponents.filter(
    (name) => !running.some(({ component }) => component === name),
  );
  return missing.length === 0 ? undefined : `No container runs on ${host.name} yet of ${few(missing, 4)}.`;
}

async function ofServer(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  const shown = await host.read("servedCertificate", signal, 6443);
  if (!shown) return `The API server of ${host.name} does not answer on port 6443 yet.`;
  const files = await host.read("certificateFiles", signal);
  const held = files.find(({ path }) => path === certificate)?.certificate;
  return shown.fingerprint === held?.fingerprint
    ? undefined
    : `What answers on port 6443 of ${host.name} shows another certificate than ${certificate}.`;
}

async function ofPods({ node }: Input, { cluster, signal }: StepContext): Promise<string | undefined> {
  const pods = await cluster.pods({ node, namespace: "kube-system" }, signal);
  const waiting = controlPlaneComponents.filter(
    (name) => !pods.some(({ labels, ready }) => labels.component === name && ready),
  );
  return waiting.length === 0 ? undefined : `Not ready on ${node} yet: ${few(waiting, 4)}.`;
}
