// Gives kube-proxy another mode and lets one node start in it; where that fails, everything is put back as it was.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { seeCanary } from "#src/kubeadm/kube-proxy/canary.ts";
import { withMode } from "#src/kubeadm/kube-proxy/config.ts";
import { configKey, kubeProxy, modes } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { modeTrial, sayModeTrial } from "#src/kubeadm/kube-proxy/left.ts";
import { podOn, proxyPods, readConfigured } from "#src/kubeadm/kube-proxy/read.ts";
import {
  fingerprint,
  readTrial,
  type Trial,
  trialMark,
  withoutTrial,
} from "#src/kubeadm/kube-proxy/trial.ts";
import { proxyBefore, proxyTrial } from "#src/kubeadm/marks.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  mode: z.enum(modes),
  /** As written in the configuration; "" when it is not. */
  from: z.string(),
  /** Fingerprint of the configuration that was approved. */
  before: z.string(),
  configMap: z.string(),
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  node: z.string(),
});
type Input = z.output<typeof input>;

/** How long the canary has to show that it works, and then the old one that it works again. */
export const patienceMs = 3 * 60_000;

const { namespace, name } = kubeProxy;
const said = `ConfigMap ${namespace}/${name}`;
const configMapPath = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
const podsPath = `/api/v1/namespaces/${namespace}/pods`;

export default defineStep({
  name: "try-kube-proxy-mode",
  input,
  timeoutMs: 2 * patienceMs + 2 * 60_000,
  repeats: true,
  whole: true,
  title: ({ mode, node }) => `Try kube-proxy in ${mode} mode on ${node}`,
  calls: ({ mode, from, node }) => [
    `PATCH ${configMapPath} data["${configKey}"]: mode "${from}" becomes "${mode}", all else stays; annotations ${proxyTrial}=<this operation>, ${proxyBefore}=<${configKey} as it was>`,
    `DELETE ${podsPath}/<kube-proxy on ${node}> preconditions.uid=<its uid>`,
    `GET ${podsPath}/<its new one>/log, which must say Using ${mode} Proxier and that it has started`,
    `if it fails or takes longer than ${span(patienceMs)}: PATCH ${configMapPath} data["${configKey}"]=<as it was>; DELETE ${podsPath}/<kube-proxy on ${node}> preconditions.uid=<its uid>`,
  ],
  done: async (given, context) => {
    const { configMap } = await readConfigured(context.cluster, context.signal);
    const trial = ownTrial(configMap.annotations, context);
    if (configMap.uid !== given.configMap || !trial) {
      return { holds: false, evidence: `${said} has not been changed by this operation` };
    }
    const { verdict } = await see(given, trial, context);
    if (trial.undo === undefined) return { holds: verdict.state === "proven", evidence: verdict.evidence };
    return { holds: false, evidence: `${trial.undo}. Putting things back: ${verdict.evidence}` };
  },
  run: async (given, context) => {
    const { configMap } = await readConfigured(context.cluster, context.signal);
    const trial = ownTrial(configMap.annotations, context);
    if (!trial) return begin(given, context);
    return trial.undo === undefined ? goOn(given, trial, context) : endUndoing(given, trial, context);
  },
  leaves: async (_given, context) => {
    const { cluster, signal } = context;
    const { configMap } = await readConfigured(cluster, signal);
    if (!ownTrial(configMap.annotations, context)) return undefined;
    const trial = modeTrial(configMap, (await cluster.health(signal)).version);
    return trial && sayModeTrial(trial);
  },
});

function ownTrial(annotations: Readonly<Record<string, string>>, { operation }: StepContext) {
  const trial = readTrial(annotations);
  return trial?.operation === operation.id ? trial : undefined;
}

function see({ daemonSet, mode, node }: Input, { pod, undo }: Trial, { cluster, signal }: StepContext) {
  const canary = { node, set: daemonSet, replaced: pod, mode: undo === undefined ? mode : undefined };
  return seeCanary(cluster, canary, signal);
}

async function begin(given: Input, { cluster, operation, now, signal }: StepContext): Promise<void> {
  const { node, mode, daemonSet } = given;
  const { configMap, text } = await readConfigured(cluster, signal);
  const changed = withMode(text, mode);
  if (configMap.uid !== given.configMap || fingerprint(text) !== given.before || changed === undefined) {
    throw new StepError(`${said} is not as it was when this was approved. Nothing was changed.`, {
      hint: `Abandon this, and ask for kube-proxy mode ${mode} again.`,
    });
  }
  const pod = podOn(await proxyPods(cluster, { node, uid: daemonSet }, signal), node);
  if (!pod) throw new StepError(`${node} has no pod of kube-proxy any more. Nothing was changed.`);
  const trial = { operation: operation.id, node, pod: pod.uid, at: now() };
  const annotations = { ...trialMark(trial), [proxyBefore]: text };
  await cluster.changeConfigMap(configMap, { data: { [configKey]: changed }, annotations }, signal);
  await cluster.deletePod(pod, {}, signal);
}

async function goOn(given: Input, trial: Trial, context: StepContext): Promise<void> {
  const { pod, verdict } = await see(given, trial, context);
  if (pod?.uid === trial.pod && pod.deletedAt === undefined) return replace(pod, trial, context);
  const isLate = context.now() - trial.at > patienceMs;
  if (verdict.state === "failing" || (verdict.state === "waiting" && isLate)) {
    await undo(given, { ...trial, undo: verdict.evidence, pod: pod?.uid ?? "" }, context);
  }
}

/** We were killed before the pod was deleted, or have just put the text back: its time begins now. */
async function replace(pod: PodFacts, trial: Trial, { cluster, now, signal }: StepContext): Promise<void> {
  const { configMap } = await readConfigured(cluster, signal);
  const annotations = trialMark({ ...trial, at: now() });
  await cluster.changeConfigMap(configMap, { data: {}, annotations }, signal);
  await cluster.deletePod(pod, {}, signal);
}

async function undo(given: Input, trial: Trial, { cluster, now, signal }: StepContext): Promise<void> {
  const { configMap } = await readConfigured(cluster, signal);
  const text = configMap.annotations[proxyBefore];
  if (text === undefined || fingerprint(text) !== given.before) {
    throw new StepError(
      `${trial.undo}. ${said} cannot be put back: annotation ${proxyBefore} is not what was written there.`,
      { hint: `Its mode was "${given.from}".` },
    );
  }
  const annotations = trialMark({ ...trial, at: now() });
  await cluster.changeConfigMap(configMap, { data: { [configKey]: text }, annotations }, signal);
}

/** The old mode is configured again; what is left is that the node starts in it, and to see that. */
async function endUndoing(given: Input, trial: Trial, context: StepContext): Promise<void> {
  const { cluster, now, signal } = context;
  const { pod, verdict } = await see(given, trial, context);
  if (pod?.uid === trial.pod && pod.deletedAt === undefined) return replace(pod, trial, context);
  if (verdict.state !== "proven" && now() - trial.at <= patienceMs) return;
  const { configMap } = await readConfigured(cluster, signal);
  await cluster.changeConfigMap(configMap, { data: {}, annotations: withoutTrial }, signal);
  const outcome =
    verdict.state === "proven" ? `and ${verdict.evidence} again` : `but not all is well: ${verdict.evidence}`;
  throw new StepError(
    `${trial.undo}. It was rolled back: ${said} is as it was, ${outcome}. No other node was touched.`,
  );
}
