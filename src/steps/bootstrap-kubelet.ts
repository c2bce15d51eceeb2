// Lets a worker's kubelet in again whose client certificate has ended: with a token of a quarter of an hour it asks for another one, as when it joined.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { secretPath, writeSecretArgv } from "#src/hosts/secret-file.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { bootstrapKubeconfig, bootstrapPath } from "#src/kubeadm/join/bootstrap-kubeconfig.ts";
import { operationToken, tokenLife, tokenMarks } from "#src/kubeadm/join/operation-token.ts";
import { tokenCreationCall } from "#src/kubernetes/calls/tokens.ts";
import { defineStep } from "#src/operation/step.ts";

export const bootstrapFile = "bootstrap-kubelet.conf";
const client = "/var/lib/kubelet/pki/kubelet-client-current.pem";

export default defineStep({
  name: "bootstrap-kubelet",
  input: z.object({
    host: z.string(),
    node: z.string(),
    /** Of its own kubelet.conf: `https://10.0.0.10:6443`. */
    server: z.string(),
  }),
  // The request is approved and signed by kube-controller-manager, and a node is Ready some seconds after.
  timeoutMs: 180_000,
  title: ({ host }) => `Let the kubelet of ${host} ask for a new client certificate`,
  calls: ({ host, server }) => [
    {
      ...tokenCreationCall({
        id: "<random id>",
        secret: "<a random secret>",
        expiration: `<${tokenLife} from now>`,
        ...tokenMarks(host, thisOperation),
      }),
      what: `for ${server}`,
    },
    ...runs(thisOperation, "").map((run) => callOfRun(host, run)),
  ],
  done: async ({ host: name, node }, { cluster, hosts, now, signal }) => {
    const host = await hosts.host(name);
    const files = await host.read("certificateFiles", signal);
    const until = files.find(({ path }) => path === client)?.certificate?.until ?? 0;
    const { active } = await host.read("service", signal, "kubelet");
    if (until <= now() || active !== "active")
      return {
        goal: "open",
        evidence: `The kubelet of ${name} is ${active}, and has no client certificate that is good. csr list shows whether its request waits.`,
      };
    const found = await cluster.node(node, signal);
    return found && isReady(found)
      ? {
          goal: "holds",
          evidence: `The kubelet of ${name} has a client certificate until ${new Date(until).toISOString().slice(0, 10)}, and ${node} is Ready.`,
        }
      : {
          goal: "open",
          evidence: `The kubelet of ${name} has a new certificate, and ${node} is not Ready yet.`,
        };
  },
  run: async ({ host: name, server }, { cluster, hosts, operation, now, signal }) => {
    const host = await hosts.host(name);
    const own = { host: name, operation: operation.id, now: now() };
    const { id } = await operationToken(cluster, own, signal);
    const text = bootstrapKubeconfig({ server, token: await cluster.revealToken(id, signal) });
    for (const run of runs(operation.id, text)) await mustRun(host, run, signal);
  },
});

/** The kubelet looks below /etc, and no secret is written there. */
function runs(operation: string, text: string): readonly HostRun[] {
  const secret = secretPath(operation, bootstrapFile);
  return [
    { argv: writeSecretArgv(secret), stdin: text },
    { argv: asRoot(["ln", "--symbolic", "--force", "--no-target-directory", "--", secret, bootstrapPath]) },
    { argv: asRoot(["systemctl", "restart", "--", "kubelet.service"]) },
  ];
}
