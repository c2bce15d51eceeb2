// Joins a machine to the cluster, as a worker or a control plane: with a token that lives a quarter of an hour, in a file that only root reads.
import { z } from "zod";
import { type Call, thisOperation } from "#src/base/call.ts";
import { attempt } from "#src/base/outcome.ts";
import { explainText } from "#src/diagnosis/explain-text.ts";
import { removeMember } from "#src/hosts/etcd-commands.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { Host, HostRun, HostUnit } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { secretPath, writeSecretArgv } from "#src/hosts/secret-file.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { unitName } from "#src/hosts/units.ts";
import { uploadCertificates, uploadRuns } from "#src/hosts/upload-certificates.ts";
import { etcdContainer, memberOf } from "#src/kubeadm/etcd.ts";
import { mustBeAsApproved } from "#src/kubeadm/join/as-approved.ts";
import { joinConfiguration } from "#src/kubeadm/join/join-configuration.ts";
import { operationToken, tokenLife, tokenMarks } from "#src/kubeadm/join/operation-token.ts";
import { newCertificateKey, uploadConfiguration } from "#src/kubeadm/join/upload-configuration.ts";
import { mustBeSameToReset } from "#src/kubeadm/machine-of.ts";
import { tokenCreationCall } from "#src/kubernetes/calls/tokens.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  node: z.string(),
  /** Of the machine that was approved; undefined of what was approved before this was asked. */
  machineId: z.string().optional(),
  /** The kubelet's --node-ip. */
  address: z.string(),
  endpoint: z.string(),
  pins: z.array(z.string()),
  /** kubeadm's checks that preflight has judged, and that would refuse it all the same. */
  ignored: z.array(z.string()),
  /** The cluster's kubelets read name servers from a file that this machine does not have. */
  ownResolvConf: z.boolean(),
  /** It becomes a control plane. */
  plane: z
    .object({
      /** The control plane that uploads the keys, and whose etcd is asked. */
      through: z.string(),
      /** Of kubeadm there: `1.37.2`. */
      version: z.string(),
    })
    .optional(),
});
type Input = z.output<typeof input>;

export const joinUnit = "join-node";
export const joinFile = "join.yaml";
const afterFailure = "only where an earlier attempt of this has failed";
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
  title: ({ host, endpoint, plane }) => `Join ${host} at ${endpoint}${plane ? " as a control plane" : ""}`,
  calls: (wanted) => [
    {
      ...tokenCreationCall({
        id: "<random id>",
        secret: "<a random secret>",
        expiration: `<${tokenLife} from now>`,
        ...tokenMarks(wanted.host, thisOperation),
      }),
      what: `for ${wanted.endpoint}, trusting ${wanted.pins.join(", ")}`,
    },
    { ...callOfRun(wanted.host, reset), what: afterFailure },
    ...planeCalls(wanted),
    ...(wanted.ownResolvConf ? [callOfRun(wanted.host, resolvConf)] : []),
    callOfRun(wanted.host, fileRun(thisOperation, "")),
    ...callsOfUnit(wanted.host, unitOf(thisOperation)),
  ],
  equivalent: ({ endpoint, plane }) => `kubeadm join ${endpoint}${plane ? " --control-plane" : ""}`,
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
    return { goal: "failed", evidence: await whyFailed(host, { output, words: followed.evidence }, signal) };
  },
  run: async (wanted, context) => {
    const { hosts, operation, signal } = context;
    const host = await hosts.host(wanted.host);
    await mustBeAsApproved(wanted, context.cluster, signal);
    await makeRoom(host, wanted, context);
    if (wanted.ownResolvConf) await mustRun(host, resolvConf, signal);
    const own = { host: wanted.host, operation: operation.id, now: context.now() };
    const { id } = await operationToken(context.cluster, own, signal);
    const text = joinConfiguration({
      ...wanted,
      token: await context.cluster.revealToken(id, signal),
      patches: wanted.ownResolvConf ? patches : undefined,
      certificateKey: wanted.plane && (await uploadKeys(wanted.plane, context)),
    });
    await mustRun(host, fileRun(operation.id, text), signal);
    await startUnit(host, unitOf(operation.id), signal);
  },
  leaves: async (wanted, context) => {
    const { hosts, signal } = context;
    const { host: name, plane } = wanted;
    const conf = await (await hosts.host(name)).read("fileStatus", signal, kubeletConf);
    const half = conf ? `${name} has joined by half. ` : "";
    const member = plane && (await halfMember({ ...wanted, plane }, context));
    return `${half}${member ?? ""}To resume is to run kubeadm reset there and join it anew. Its token is good for ${tokenLife} at most, and the file with it is gone once kubeadm has ended.`;
  },
});

/** kubeadm only says that the kubelet does not come up; why, the kubelet itself has written down. */
async function whyFailed(
  host: Host,
  failure: { readonly output: string; readonly words: string },
  signal: AbortSignal,
): Promise<string> {
  const { output, words } = failure;
  if (!/kubelet is not healthy|kubelet isn't running/.test(output)) return explainText("kubeadm", failure);
  const journal = await attempt(host.read("kubeletJournal", signal, 200));
  const said = journal.ok ? explainText("kubelet", { output: journal.value, words }) : words;
  return said === words ? explainText("kubeadm", failure) : said;
}

function fileRun(operation: string, text: string): HostRun {
  return { argv: writeSecretArgv(secretPath(operation, joinFile)), stdin: text };
}

function unitOf(operation: string): HostUnit {
  const secretFile = secretPath(operation, joinFile);
  return {
    unit: unitName(operation, joinUnit),
    argv: ["kubeadm", "join", "--config", secretFile],
    secretFile,
  };
}

/** A join that failed, or that its machine's end cut short, has written some of what the next one would refuse to find. */
async function makeRoom(host: Host, wanted: Input, context: StepContext): Promise<void> {
  const { operation, signal } = context;
  const before = await host.read("unit", signal, unitName(operation.id, joinUnit));
  const hasFailed = before.state === "ended" && before.code !== 0;
  // None of it was there when this was planned.
  const isHalf = before.state === "absent" && (await host.read("leftovers", signal)).some(isOfNode);
  if (!hasFailed && !isHalf) return;
  if (wanted.machineId !== undefined) await mustBeSameToReset(host, wanted.machineId, signal);
  await mustRun(host, reset, signal);
  if (wanted.plane) await dismissMember({ ...wanted, plane: wanted.plane }, context);
}

function isOfNode(path: string): boolean {
  return path.startsWith("/etc/kubernetes/") || path.startsWith("/var/lib/kubelet/");
}

type JoiningPlane = Input & { readonly plane: NonNullable<Input["plane"]> };

function planeCalls({ plane }: Input): readonly Call[] {
  if (!plane) return [];
  const { through } = plane;
  return [
    {
      ...callOfRun(through, { argv: removeMember("<container of etcd>", "<id of its member>") }),
      what: afterFailure,
    },
    ...uploadRuns(thisOperation, "").map((run) => callOfRun(through, run)),
  ];
}

/** Answers the key that opens them. Whoever comes after a killed one makes another key, and uploads anew. */
async function uploadKeys(
  { through, version }: JoiningPlane["plane"],
  { hosts, operation, signal }: StepContext,
): Promise<string> {
  const key = newCertificateKey();
  const configuration = uploadConfiguration(key, version);
  await uploadCertificates(await hosts.host(through), operation.id, { configuration, signal });
  return key;
}

/** The member that a join which failed may have added: reset takes it away only where it finds its manifest. */
async function halfMemberOf({ node, address, plane }: JoiningPlane, { hosts, signal }: StepContext) {
  const host = await hosts.host(plane.through);
  const container = await etcdContainer(host, signal);
  const listed = await host.read("etcdMemberList", signal, container);
  return { host, container, member: memberOf(listed, { name: node, addresses: [address] }) };
}

async function dismissMember(wanted: JoiningPlane, context: StepContext): Promise<void> {
  const { host, container, member } = await halfMemberOf(wanted, context);
  if (member) await mustRun(host, { argv: removeMember(container, member.id) }, context.signal);
}

async function halfMember(wanted: JoiningPlane, context: StepContext): Promise<string | undefined> {
  const { container, member } = await halfMemberOf(wanted, context);
  if (!member) return undefined;
  const { through } = wanted.plane;
  const line = removeMember(container, member.id).filter((word) => word !== "-n" && word !== "--");
  const what = member.isLearner ? "a learner, which does not vote" : "a member, which counts for its quorum";
  return `etcd has ${member.name || wanted.address} as ${what}. To resume takes it out; by hand, on ${through}: ${line.join(" ")}. `;
}
