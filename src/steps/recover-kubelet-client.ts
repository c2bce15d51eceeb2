// Lets a kubelet in again whose client certificate has ended: with a new one that this machine's own authority signs.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  /** Of its kubelet.conf: `https://10.0.0.10:6443`. */
  server: z.string(),
  /** Of kubeadm, so that it asks nobody on the internet which is the newest. */
  version: z.string(),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "recover-kubelet-client",
  input,
  timeoutMs: 120_000,
  title: ({ host }) => `Give the kubelet of ${host} a new client certificate`,
  calls: (given) => argvs(given, thisOperation).map((argv) => callOfRun(given.host, { argv })),
  done: async ({ host: name }, { hosts, now, signal }) => {
    const host = await hosts.host(name);
    const files = await host.read("certificateFiles", signal);
    const isGood = ["/etc/kubernetes/kubelet.conf", "/var/lib/kubelet/pki/kubelet-client-current.pem"].some(
      (path) => (files.find((file) => file.path === path)?.certificate?.until ?? 0) > now(),
    );
    if (!isGood) return { goal: "open", evidence: `The client certificate of ${name}'s kubelet has ended.` };
    const { active } = await host.read("service", signal, "kubelet");
    return active === "active"
      ? { goal: "holds", evidence: `The kubelet of ${name} runs, with a client certificate that is good.` }
      : { goal: "open", evidence: `The kubelet of ${name} has a good certificate, and is ${active}.` };
  },
  run: async (given, { hosts, operation, signal }) => {
    const host = await hosts.host(given.host);
    for (const argv of argvs(given, operation.id)) {
      const said = await host.run({ argv }, signal);
      if (said.code !== 0) {
        throw new StepError(
          `${argv[3]} on ${given.host} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
        );
      }
    }
  },
});

/** The new kubeconfig holds a key: it is made in memory, and only put in the old one's place once it is whole. */
function argvs({ node, server, version }: Input, operation: string): readonly (readonly string[])[] {
  const folder = `/run/wheelhouse/${operation}/kubelet`;
  return [
    [
      ...["kubeadm", "init", "phase", "kubeconfig", "kubelet", `--node-name=${node}`],
      ...[`--kubeconfig-dir=${folder}`, "--cert-dir=/etc/kubernetes/pki"],
      ...[`--control-plane-endpoint=${new URL(server).host}`, `--kubernetes-version=${version}`],
    ],
    [
      ...["install", "--mode=0600", "--owner=root", "--group=root", "--"],
      ...[`${folder}/kubelet.conf`, "/etc/kubernetes/kubelet.conf"],
    ],
    ["rm", "--recursive", "--force", "--", folder],
    ["systemctl", "restart", "--", "kubelet.service"],
  ].map(asRoot);
}
