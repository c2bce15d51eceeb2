// Mends kube-proxy's DaemonSet, held back to one node that needs it; where that fails, the old template is put back.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { span } from "#src/base/text.ts";
import { seeCanary } from "#src/kubeadm/kube-proxy/canary.ts";
import { changeBack } from "#src/kubeadm/kube-proxy/causes.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { templateLeft } from "#src/kubeadm/kube-proxy/left.ts";
import { podOn, proxyPods } from "#src/kubeadm/kube-proxy/read.ts";
import { sayChange, TemplateChange } from "#src/kubeadm/kube-proxy/template-change.ts";
import {
  fingerprint,
  readTrial,
  type Trial,
  trialMark,
  withoutTrial,
} from "#src/kubeadm/kube-proxy/trial.ts";
import { proxyBefore, proxyTrial } from "#src/kubeadm/marks.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { PodFacts, Rollout } from "#src/kubernetes/facts.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  /** Fingerprint of what the change replaces, as it was approved. */
  before: z.string(),
  change: TemplateChange,
  node: z.string(),
  /** Whether the node has a pod that must make way. */
  hasPod: z.boolean(),
});
type Input = z.output<typeof input>;

/** An image may have to be pulled over a slow line first. */
export const patienceMs = 5 * 60_000;

const { namespace, name } = kubeProxy;
const said = `DaemonSet ${namespace}/${name}`;
const path = `/apis/apps/v1/namespaces/${namespace}/daemonsets/${name}`;
const podsPath = `/api/v1/namespaces/${namespace}/pods`;

export default defineStep({
  name: "try-kube-proxy-template",
  input,
  timeoutMs: 2 * patienceMs + 2 * 60_000,
  repeats: true,
  whole: true,
  title: ({ node }) => `Mend kube-proxy, on ${node} first`,
  calls: ({ change, node, hasPod }) => {
    const deletion = `DELETE ${podsPath}/<kube-proxy on ${node}> preconditions.uid=<its uid>`;
    return [
      `PATCH ${path} ${sayChange(change).join(", ")}; spec.updateStrategy.type=OnDelete, so that pods that run stay; annotations ${proxyTrial}=<this operation>, ${proxyBefore}=<what was there>`,
      ...(hasPod ? [deletion] : []),
      `GET ${podsPath}/<its new one>/log, which must say that it has started`,
      `if it fails or takes longer than ${span(patienceMs)}: PATCH ${path} <what was there>, spec.updateStrategy.type=RollingUpdate; ${deletion}`,
    ];
  },
  done: async (given, context) => {
    const rollout = await context.cluster.rollout(kubeProxy, context.signal);
    const trial = rollout && ownTrial(rollout, context);
    if (rollout?.uid !== given.daemonSet || !trial) {
      return { holds: false, evidence: `${said} has not been changed by this operation` };
    }
    const { verdict } = await see(given, trial, context);
    if (trial.undo === undefined) return { holds: verdict.state === "proven", evidence: verdict.evidence };
    return { holds: false, evidence: `${trial.undo}. Putting things back: ${verdict.evidence}` };
  },
  run: async (given, context) => {
    const rollout = await mustBeThere(given, context);
    const trial = ownTrial(rollout, context);
    if (!trial) return begin(given, rollout, context);
    return trial.undo === undefined
      ? goOn(given, { rollout, trial }, context)
      : endUndoing(given, { rollout, trial }, context);
  },
  leaves: async (_given, context) => {
    const rollout = await context.cluster.rollout(kubeProxy, context.signal);
    return rollout && ownTrial(rollout, context) && templateLeft(rollout);
  },
});

type State = { readonly rollout: Rollout; readonly trial: Trial };

async function mustBeThere({ daemonSet }: Input, { cluster, signal }: StepContext): Promise<Rollout> {
  const rollout = await cluster.rollout(kubeProxy, signal);
  if (rollout?.uid === daemonSet) return rollout;
  throw new StepError(`${said} is not the one that was approved.`);
}

function ownTrial({ annotations }: Rollout, { operation }: StepContext): Trial | undefined {
  const trial = readTrial(annotations);
  return trial?.operation === operation.id ? trial : undefined;
}

function see({ daemonSet, node }: Input, { pod }: Trial, { cluster, signal }: StepContext) {
  return seeCanary(cluster, { node, set: daemonSet, replaced: pod }, signal);
}

async function begin(
  given: Input,
  rollout: Rollout,
  { cluster, operation, now, signal }: StepContext,
): Promise<void> {
  const { node, change } = given;
  const before = JSON.stringify(changeBack(change, rollout.template));
  // A trial that was given up has left it OnDelete; any other that is OnDelete was made so by somebody else.
  const isOurs = rollout.strategy === "RollingUpdate" || readTrial(rollout.annotations) !== undefined;
  if (fingerprint(before) !== given.before || !isOurs) {
    throw new StepError(`${said} is not as it was when this was approved. Nothing was changed.`, {
      hint: "Abandon this, and ask for kube-proxy repair again.",
    });
  }
  const pod = podOn(await proxyPods(cluster, { node, uid: rollout.uid }, signal), node);
  const trial = { operation: operation.id, node, pod: pod?.uid ?? "", at: now() };
  const annotations = { ...trialMark(trial), [proxyBefore]: before };
  await cluster.changeDaemonSet(rollout, { ...change, strategy: "OnDelete", annotations }, signal);
  if (pod) await cluster.deletePod(pod, {}, signal);
}

async function goOn(given: Input, { rollout, trial }: State, context: StepContext): Promise<void> {
  const { cluster, now, signal } = context;
  const { pod, verdict } = await see(given, trial, context);
  if (pod?.uid === trial.pod && pod.deletedAt === undefined) return replace(pod, { rollout, trial }, context);
  const isLate = now() - trial.at > patienceMs;
  if (verdict.state === "failing" || (verdict.state === "waiting" && isLate)) {
    const undone = { ...trial, undo: verdict.evidence, pod: pod?.uid ?? "", at: now() };
    await putBack(given, { rollout, trial: undone }, { cluster, signal });
  }
}

/** We were killed before the pod was deleted, or have just put the template back: its time begins now. */
async function replace(
  pod: PodFacts,
  { rollout, trial }: State,
  { cluster, now, signal }: StepContext,
): Promise<void> {
  const annotations = trialMark({ ...trial, at: now() });
  await cluster.changeDaemonSet(rollout, { annotations }, signal);
  await cluster.deletePod(pod, {}, signal);
}

async function putBack(
  given: Input,
  { rollout, trial }: State,
  { cluster, signal }: { readonly cluster: Cluster; readonly signal: AbortSignal },
): Promise<void> {
  const before = rollout.annotations[proxyBefore];
  if (before === undefined || fingerprint(before) !== given.before) {
    throw new StepError(
      `${trial.undo}. ${said} cannot be put back: annotation ${proxyBefore} is not what was written there.`,
    );
  }
  // Its fingerprint says that we wrote it.
  const old = TemplateChange.parse(JSON.parse(before));
  const annotations = trialMark(trial);
  await cluster.changeDaemonSet(rollout, { ...old, strategy: "RollingUpdate", annotations }, signal);
}

/** The old template is back; the pod that was tried has to go, and what comes instead is as it was. */
async function endUndoing(given: Input, { rollout, trial }: State, context: StepContext): Promise<void> {
  const { cluster, now, signal } = context;
  const { pod } = await see(given, trial, context);
  const isThere = pod !== undefined && pod.uid === trial.pod;
  if (isThere && pod.deletedAt === undefined) return replace(pod, { rollout, trial }, context);
  if (isThere && now() - trial.at <= patienceMs) return;
  await cluster.changeDaemonSet(rollout, { annotations: withoutTrial }, signal);
  throw new StepError(
    `${trial.undo}. It was rolled back: ${said} is as it was${isThere ? `, but ${pod.name} on ${given.node} does not end` : ""}. No pod that worked was touched.`,
  );
}
