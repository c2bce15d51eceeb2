// Joins a machine to the cluster: with a token that lives a quarter of an hour, in a file that only root reads.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { explainText } from "#src/diagnosis/explain-text.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { Host, HostRun, HostUnit } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { secretPath, writeSecretArgv } from "#src/hosts/secret-file.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { unitName } from "#src/hosts/units.ts";
import { joinConfiguration } from "#src/kubeadm/join/join-configuration.ts";
import { joinFactsOf } from "#src/kubeadm/join/join-facts.ts";
import { ownTokens } from "#src/kubeadm/join/own-tokens.ts";
import { joiningGroup } from "#src/kubeadm/join/token.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import { tokenCreationCall } from "#src/kubernetes/calls/tokens.ts";
import type { BootstrapToken } from "#src/kubernetes/facts.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  /** The kubelet's --node-ip. */
  address: z.string(),
  endpoint: z.string(),
  pins: z.array(z.string()),
  /** kubeadm's checks that preflight has judged, and that would refuse it all the same. */
  ignored: z.array(z.string()),
  /** The cluster's kubelets read name servers from a file that this machine does not have. */
  ownResolvConf: z.boolean(),
});
type Input = z.output<typeof input>;

export const joinUnit = "join-node";
export const joinFile = "join.yaml";
const tokenMs = 15 * 60_000;
/** A join that begins later than this before its end might not get through. */
const enoughMs = 5 * 60_000;
const kubeletConf = "/etc/kubernetes/kubelet.conf";
const patches = "/etc/kubernetes/patches";
const reset: HostRun = { argv: asRoot(["kubeadm", "reset", "--force"]) };
const resolvConf = writeFileRun(
  `${patches}/kubeletconfiguration+merge.yaml`,
  "resolvConf: /etc/resolv.conf\n",
);

export default defineStep({
  name: "join-node",
  input,
  timeoutMs: 10 * 60_000,
  retries: true,
  title: ({ host, endpoint }) => `Join ${host} at ${endpoint}`,
  calls: (wanted) => [
    {
      ...tokenCreationCall({
        id: "<random id>",
        secret: "<a random secret>",
        expiration: `<${span(tokenMs)} from now>`,
        ...marked(wanted.host, thisOperation),
      }),
      what: `for ${wanted.endpoint}, trusting ${wanted.pins.join(", ")}`,
    },
    { ...callOfRun(wanted.host, reset), what: "only where an earlier attempt of this has failed" },
    ...(wanted.ownResolvConf ? [callOfRun(wanted.host, resolvConf)] : []),
    callOfRun(wanted.host, fileRun(thisOperation, "")),
    ...callsOfUnit(wanted.host, unitOf(thisOperation)),
  ],
  equivalent: ({ endpoint }) => `kubeadm join ${endpoint}`,
  done: async ({ host: name, node }, { cluster, hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const followed = await followUnit(host, unitName(operation.id, joinUnit), signal);
    if (followed.goal === "underway") return followed;
    const [found, conf] = await Promise.all([
      cluster.node(node, signal),
      host.read("fileStatus", signal, kubeletConf),
    ]);
    if (found && conf) return { goal: "holds", evidence: `${node} is a node of ${cluster.name}.` };
    if (followed.goal === "open") return followed;
    // What tells why may stand long before the last lines.
    const output = await host.read("unitOutput", signal, unitName(operation.id, joinUnit), 300);
    return { goal: "failed", evidence: explainText("kubeadm", { output, words: followed.evidence }) };
  },
  run: async (wanted, context) => {
    const { hosts, operation, signal } = context;
    const host = await hosts.host(wanted.host);
    await mustBeAsApproved(wanted, context);
    await makeRoom(host, context);
    if (wanted.ownResolvConf) await mustRun(host, resolvConf, signal);
    const { id } = await goodToken(wanted, context);
    const text = joinConfiguration({
      ...wanted,
      token: await context.cluster.revealToken(id, signal),
      patches: wanted.ownResolvConf ? patches : undefined,
    });
    await mustRun(host, fileRun(operation.id, text), signal);
    await startUnit(host, unitOf(operation.id), signal);
  },
  leaves: async ({ host: name }, { hosts, operation, signal }) => {
    const conf = await (await hosts.host(name)).read("fileStatus", signal, kubeletConf);
    const half = conf ? `${name} has joined by half. ` : "";
    return `${half}To resume is to run kubeadm reset there and join it anew; ${secretPath(operation.id, joinFile)} may hold a token, which is good for ${span(tokenMs)} at most.`;
  },
});

function marked(host: string, by: string) {
  return {
    description: `Wheelhouse ${by} for ${host}`,
    groups: [joiningGroup],
    annotations: { [tokenOf]: by },
  };
}

function fileRun(operation: string, text: string): HostRun {
  return { argv: writeSecretArgv(secretPath(operation, joinFile)), stdin: text };
}

function unitOf(operation: string): HostUnit {
  const argv = ["kubeadm", "join", "--config", secretPath(operation, joinFile)];
  return { unit: unitName(operation, joinUnit), argv };
}

/** A join that failed has written some of what the next one would refuse to find. */
async function makeRoom(host: Host, { operation, signal }: StepContext): Promise<void> {
  const before = await host.read("unit", signal, unitName(operation.id, joinUnit));
  if (before.state === "ended" && before.code !== 0) await mustRun(host, reset, signal);
}

async function goodToken(
  { host }: Input,
  { cluster, operation, now, signal }: StepContext,
): Promise<Pick<BootstrapToken, "id">> {
  const own = ownTokens(await cluster.bootstrapTokens(signal), operation.id);
  const good = own.find(({ expiresAt = 0 }) => expiresAt > now() + enoughMs);
  if (good) return good;
  return cluster.createToken({ expiresAt: now() + tokenMs, ...marked(host, operation.id) }, signal);
}

async function mustBeAsApproved({ endpoint, pins }: Input, { cluster, signal }: StepContext): Promise<void> {
  const [info, root] = await Promise.all([
    cluster.configMap("kube-public", "cluster-info", signal),
    cluster.configMap("kube-public", "kube-root-ca.crt", signal),
  ]);
  const facts = joinFactsOf(info, root);
  if (!facts.trusted) throw new StepError(facts.why, { hint: facts.hint });
  if (facts.endpoint === endpoint && facts.pins.join() === pins.join()) return;
  throw new StepError("cluster-info names another API server or authority than when this was approved.", {
    hint: "Find out who changed it before any machine joins.",
  });
}
