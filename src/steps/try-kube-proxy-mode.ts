// Gives kube-proxy another mode and lets one node start in it; where that fails, everything is put back as it was.
import { z } from "zod";
import { asRead, type Call, textOf } from "#src/base/call.ts";
import { span } from "#src/base/text.ts";
import { withMode } from "#src/kubeadm/kube-proxy/config.ts";
import { configKey, kubeProxy, modes } from "#src/kubeadm/kube-proxy/kube-proxy.ts";
import { modeTrial, sayModeTrial } from "#src/kubeadm/kube-proxy/left.ts";
import { type Configured, readConfigured } from "#src/kubeadm/kube-proxy/read.ts";
import { type Attempt, ownTrial, standingOf, takeTurn } from "#src/kubeadm/kube-proxy/run-trial.ts";
import { fingerprint, theMark, withoutTrial } from "#src/kubeadm/kube-proxy/trial.ts";
import { proxyBefore } from "#src/kubeadm/marks.ts";
import { configMapCall } from "#src/kubernetes/calls/config-maps.ts";
import { podDeletionCall, podLogCall } from "#src/kubernetes/calls/pods.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({
  mode: z.enum(modes),
  /** As written in the configuration; "" when it is not. */
  from: z.string(),
  /** Fingerprint of the configuration that was approved, and of what it becomes. */
  before: z.string(),
  after: z.string(),
  configMap: z.string(),
  /** Uid of the DaemonSet. */
  daemonSet: z.string(),
  node: z.string(),
});
type Input = z.output<typeof input>;

const patienceMs = 3 * 60_000;

const { namespace, name } = kubeProxy;

export default defineStep({
  name: "try-kube-proxy-mode",
  input,
  timeoutMs: 2 * patienceMs + 2 * 60_000,
  repeats: true,
  whole: true,
  title: ({ mode, node }) => `Try kube-proxy in ${mode} mode on ${node}`,
  calls: callsOf,
  done: async (given, context) => {
    const found = await find(context);
    const isSame = found.uid === given.configMap;
    return standingOf(attemptOf(given, context), isSame ? found : undefined, context);
  },
  run: async (given, context) => takeTurn(attemptOf(given, context), await find(context), context),
  leaves: async (_given, context) => {
    const { cluster, signal } = context;
    const { configMap } = await find(context);
    if (!ownTrial(configMap, context)) return undefined;
    const trial = modeTrial(configMap, (await cluster.health(signal)).version);
    return trial && sayModeTrial(trial);
  },
});

function callsOf({ mode, from, before, after, configMap: uid, node }: Input): readonly Call[] {
  const object = { namespace, name, uid, resourceVersion: asRead };
  const was = textOf(`${configKey} as it was`, before);
  const becomes = textOf(`${configKey} with mode ${mode}`, after);
  return [
    {
      ...configMapCall(object, {
        data: { [configKey]: becomes },
        annotations: { ...theMark, [proxyBefore]: was },
      }),
      what: `mode "${from}" becomes "${mode}", all else stays`,
    },
    podDeletionCall({ namespace, name: `<kube-proxy on ${node}>`, uid: "<its uid>" }),
    {
      ...podLogCall({ namespace, name: "<its new one>" }),
      what: `must say Using ${mode} Proxier and that it has started`,
    },
    { ...configMapCall(object, { annotations: theMark }), what: "where the pod has to be deleted again" },
    {
      ...configMapCall(object, { data: { [configKey]: was }, annotations: theMark }),
      what: `if it fails or takes longer than ${span(patienceMs)}`,
    },
    { ...configMapCall(object, { annotations: withoutTrial }), what: "once that is put back" },
  ];
}

type Found = Configured & Configured["configMap"];

async function find({ cluster, signal }: StepContext): Promise<Found> {
  const configured = await readConfigured(cluster, signal);
  return { ...configured.configMap, ...configured };
}

function attemptOf(given: Input, { cluster, signal }: StepContext): Attempt<Found, string> {
  const { mode, from, before, configMap, daemonSet: set, node } = given;
  return {
    said: `ConfigMap ${namespace}/${name}`,
    canary: { node, set, mode },
    patienceMs,
    needsPod: true,
    tried: ({ uid, text }) => {
      const change = withMode(text, mode);
      const isAsApproved = uid === configMap && fingerprint(text) === before && change !== undefined;
      return isAsApproved ? { change, before: text } : undefined;
    },
    back: ({ annotations }) => {
      const text = annotations[proxyBefore];
      return text !== undefined && fingerprint(text) === before ? text : undefined;
    },
    change: (found, text, annotations) =>
      cluster.changeConfigMap(
        found,
        text === undefined ? { annotations } : { data: { [configKey]: text }, annotations },
        signal,
      ),
    isOver: ({ verdict }) => verdict.state === "proven",
    outcome: ({ verdict: { state, evidence } }) =>
      `${state === "proven" ? `, and ${evidence} again` : `, but not all is well: ${evidence}`}. No other node was touched.`,
    hints: {
      again: `Abandon this, and ask for kube-proxy mode ${mode} again.`,
      back: `Its mode was "${from}".`,
    },
  };
}
