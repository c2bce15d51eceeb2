// Mends kube-proxy's DaemonSet, held back to one node that needs it; where that fails, the old template is put back.
import { z } from "zod";
import { asRead, type Call } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { canonical, type Json } from "#src/base/json.ts";
import { span } from "#src/base/text.ts";
import { changeBack } from "#src/kubeadm/kube-proxy/causes.ts";
import { kubeProxy } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { templateLeft } from "#src/kubeadm/kube-proxy/left.ts";
import { type Attempt, ownTrial, standingOf, takeTurn } from "#src/kubeadm/kube-proxy/run-trial.ts";
import { TemplateChange } from "#src/kubeadm/kube-proxy/template-change.ts";
import { readTrial, theMark, withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import { proxyBefore } from "#src/kubeadm/marks.ts";
import type { DaemonSetChange } from "#src/kubernetes/actions.ts";
import { podDeletionCall, podLogCall } from "#src/kubernetes/calls/pods.ts";
import { daemonSetCall } from "#src/kubernetes/calls/workloads.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  change: TemplateChange,
  /** What it replaces. */
  back: TemplateChange,
  node: z.string(),
});
type Input = z.output<typeof input>;

/** An image may have to be pulled over a slow line first. */
const patienceMs = 5 * 60_000;

const { namespace, name } = kubeProxy;
const said = `DaemonSet ${namespace}/${name}`;

export default defineStep({
  name: "try-kube-proxy-template",
  input,
  timeoutMs: 2 * patienceMs + 2 * 60_000,
  repeats: true,
  whole: true,
  title: ({ node }) => `Mend kube-proxy, on ${node} first`,
  calls: callsOf,
  done: async (given, context) => {
    const rollout = await context.cluster.rollout(kubeProxy, context.signal);
    const isSame = rollout?.uid === given.daemonSet;
    return standingOf(attemptOf(given, context), isSame ? rollout : undefined, context);
  },
  run: async (given, context) => {
    const rollout = await context.cluster.rollout(kubeProxy, context.signal);
    if (rollout?.uid !== given.daemonSet) throw new StepError(`${said} is not the one that was approved.`);
    return takeTurn(attemptOf(given, context), rollout, context);
  },
  leaves: async (_given, context) => {
    const rollout = await context.cluster.rollout(kubeProxy, context.signal);
    return rollout && ownTrial(rollout, context) && templateLeft(rollout);
  },
});

function callsOf({ daemonSet: uid, change, back, node }: Input): readonly Call[] {
  const object = { namespace, name, uid, resourceVersion: asRead };
  const annotations = { ...theMark, [proxyBefore]: asText(back) };
  return [
    { ...daemonSetCall(object, heldBack(change, annotations)), what: "OnDelete, so that pods that run stay" },
    podDeletionCall({ namespace, name: `<kube-proxy on ${node}>`, uid: "<its uid>" }),
    { ...podLogCall({ namespace, name: "<its new one>" }), what: "must say that it has started" },
    { ...daemonSetCall(object, { annotations: theMark }), what: "where the pod has to be deleted again" },
    {
      ...daemonSetCall(object, released(back, theMark)),
      what: `if it fails or takes longer than ${span(patienceMs)}`,
    },
    { ...daemonSetCall(object, { annotations: withoutTrial }), what: "once that is put back" },
  ];
}

type Annotations = DaemonSetChange["annotations"];

function heldBack(change: TemplateChange, annotations?: Annotations): DaemonSetChange {
  return { ...change, strategy: "OnDelete", annotations };
}

function released(change: TemplateChange, annotations?: Annotations): DaemonSetChange {
  return { ...change, strategy: "RollingUpdate", annotations };
}

function attemptOf(
  { daemonSet: set, change, back, node }: Input,
  { cluster, signal }: StepContext,
): Attempt<Rollout, DaemonSetChange> {
  return {
    said,
    canary: { node, set },
    patienceMs,
    needsPod: false,
    tried: (rollout) => {
      const isSame = asText(changeBack(change, rollout.template)) === asText(back);
      // A trial that was given up has left it OnDelete; any other that is OnDelete was made so by somebody else.
      const isOurs = rollout.strategy === "RollingUpdate" || readTrial(rollout.annotations) !== undefined;
      return isSame && isOurs ? { change: heldBack(change), before: asText(back) } : undefined;
    },
    back: () => released(back),
    change: (rollout, made, annotations) =>
      cluster.changeDaemonSet(rollout, { ...made, annotations }, signal),
    // The DaemonSet makes what it made before; all that has to be seen is that the tried one goes.
    isOver: ({ pod }, trial) => pod?.uid !== trial.pod,
    outcome: ({ pod }, trial) => {
      const stays = pod !== undefined && pod.uid === trial.pod;
      return `${stays ? `, but ${pod.name} on ${node} does not end` : ""}. No pod that worked was touched.`;
    },
    hints: { again: "Abandon this, and ask for kube-proxy repair again." },
  };
}

/** The same for the same change, whoever wrote it down. */
function asText(change: TemplateChange): string {
  // Plain data, as the schema makes it.
  return canonical(change as Json);
}
