// The commands of a plan as a person types them: one after the other over plain ssh with a shared connection, and kubectl for the rest.
import { join } from "node:path";
import { type Call, type HostCall, thisOperation } from "#src/base/call.ts";
import { etcdctl, etcdutl } from "#src/hosts/etcd-commands.ts";
import { asRoot } from "#src/hosts/quote.ts";
import type { Plan, PlannedStep } from "#src/operation/plan.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { quote } from "../hosts/exec.ts";
import { sshArgv } from "../hosts/index.ts";
import { stateFolder } from "../paths.ts";
import { run } from "../run.ts";

/** Milliseconds that all of it takes, the log-in to each machine included. */
export async function typeByHand(plan: Plan, node: string): Promise<number> {
  const began = performance.now();
  for (const step of plan.steps) {
    const from = performance.now();
    await typeStep(step, node);
    console.log(`  ${((performance.now() - from) / 1_000).toFixed(1).padStart(6)} s  ${step.title}`);
  }
  return performance.now() - began;
}

/** As the bot's step does it: saved, restored beside and read back, kept. Milliseconds that it takes. */
export async function backUpEtcdByHand(controlPlane: string): Promise<number> {
  const began = performance.now();
  const container = (await type(controlPlane, "sudo -n crictl ps --quiet --name=^etcd$")).trim();
  const saved = "/var/lib/etcd/by-hand.db";
  const scratch = "/var/lib/etcd/by-hand";
  const file = `${scratch}/member/snap/db`;
  const argvs = [
    etcdctl(container, "snapshot", "save", saved),
    etcdutl(container, "snapshot", "restore", saved, `--data-dir=${scratch}`),
    etcdutl(container, "snapshot", "status", saved),
    etcdutl(container, "snapshot", "status", file),
    asRoot(["sha256sum", saved]),
    asRoot(["rm", "--recursive", scratch]),
    asRoot(["mv", saved, "/root/"]),
  ];
  for (const argv of argvs) await type(controlPlane, argv.map(quote).join(" "));
  return performance.now() - began;
}

async function typeStep(planned: PlannedStep, node: string): Promise<void> {
  const { step, equivalent, calls } = planned;
  const typed = calls.filter(isTyped);
  if (step === "join-node") return joinByHand(node);
  for (const call of typed) await type(call.host, lineOf(call), call.stdin);
  if (typed.length === 0 && equivalent?.startsWith("kubectl ")) await kubectl(equivalent.split(" ").slice(1));
  if (step === "start-new-kubelet") await kubectl(["wait", `node/${node}`, versionOf(planned), patience]);
  if (step === "start-new-kubelet" || step === "prove-node") await seeReady(node);
}

/** Not what a unit needs that was started for it, nor what comes only after a failure. */
function isTyped(call: Call | string): call is HostCall {
  if (typeof call === "string" || call.at !== "host") return false;
  const isOfUnit = call.argv.some((word) => word.includes(thisOperation)) && call.unit === undefined;
  return !isOfUnit && !call.what?.startsWith("only where");
}

/** A unit runs as root without a terminal; typed, it is sudo. */
function lineOf({ argv, unit }: HostCall): string {
  const command = argv.map(quote).join(" ");
  return unit === undefined ? command : `sudo -n env LC_ALL=C DEBIAN_FRONTEND=noninteractive ${command}`;
}

/** What kubeadm's guide says: the line that the control plane prints, on the machine that is to join. */
async function joinByHand(node: string): Promise<void> {
  const printed = await type("cp1", "sudo -n kubeadm token create --ttl=15m --print-join-command");
  const line = printed.trim().split("\n").at(-1) ?? "";
  await type(node, `sudo -n ${line} --node-name=${node} --ignore-preflight-errors=SystemVerification`);
  const [, token = ""] = /--token (\S+)/.exec(line) ?? [];
  await type("cp1", `sudo -n kubeadm token delete ${token}`);
}

async function type(host: string, line: string, stdin?: HostCall["stdin"]): Promise<string> {
  const argv = sshArgv(host);
  const shared = ["-oControlMaster=auto", `-oControlPath=${join(stateFolder, "by-hand-%h")}`];
  const place = argv.at(-1) ?? "";
  const input = typeof stdin === "object" ? { input: stdin.text } : {};
  return run([...argv.slice(0, -1), ...shared, "-oControlPersist=60", place, line], input);
}

async function seeReady(node: string): Promise<void> {
  await kubectl(["wait", `node/${node}`, "--for=condition=Ready", patience]);
  const pods = ["pods", "--all-namespaces", `--field-selector=spec.nodeName=${node}`];
  await kubectl(["wait", "--for=condition=Ready", ...pods, patience]);
}

const patience = "--timeout=300s";

function versionOf({ input }: PlannedStep): string {
  const { tag } = input as { readonly tag: string };
  return `--for=jsonpath={.status.nodeInfo.kubeletVersion}=${tag}`;
}
