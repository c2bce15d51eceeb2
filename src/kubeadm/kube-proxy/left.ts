// What a trial that nobody ended leaves half done, and the lines that end it, as the marks on the objects tell. Pure.

import type { ConfigMap, Rollout } from "#src/kubernetes/facts.ts";
import { proxyBefore } from "../marks.ts";
import { type ProxyConfig, readProxyConfig } from "./config.ts";
import { configKey, defaultMode, kubeProxy, type Mode, minorOf, modes } from "./kube-proxy.ts";
import { readTrial, type Trial } from "./trial.ts";

const said = `${kubeProxy.namespace}/${kubeProxy.name}`;

export type ModeTrial = Trial & {
  readonly now: Mode;
  readonly before: Mode;
  /** The old mode is configured again, by the trial itself or by somebody; the node may not have started in it yet. */
  readonly isBack: boolean;
};

/** A change of the mode that has not ended; `version` is the API server's. */
export function modeTrial({ annotations, data }: ConfigMap, version: string): ModeTrial | undefined {
  const trial = readTrial(annotations);
  if (!trial) return undefined;
  const now = modeIn(data[configKey], version);
  const before = modeIn(annotations[proxyBefore], version);
  return { ...trial, now, before, isBack: trial.undo !== undefined || now === before };
}

export function sayModeTrial({ operation, node, now, before, isBack }: ModeTrial): string {
  return isBack
    ? `ConfigMap ${said} says ${now} again, but kube-proxy on ${node} may still be the one that ${operation} tried: “kube-proxy mode ${now}” ends that.`
    : `ConfigMap ${said} says ${now}, which ${operation} tried on ${node}; any kube-proxy that starts takes it. “kube-proxy mode ${before}” goes back, “kube-proxy mode ${now}” goes on.`;
}

/** Of a repair of the DaemonSet. Once the old template is back, the DaemonSet sees to its pods by itself. */
export function templateLeft({ annotations, strategy }: Rollout): string | undefined {
  const trial = readTrial(annotations);
  if (!trial || strategy !== "OnDelete") return undefined;
  const { operation, node } = trial;
  return `DaemonSet ${said} is OnDelete and has the template that ${operation} tried on ${node}; other pods keep the old one until they are deleted. “kube-proxy repair” goes on where it works on ${node}, else back.`;
}

function modeIn(text: string | undefined, version: string): Mode {
  return modeOf(readProxyConfig(text ?? ""), version);
}

/** The mode that such a configuration means. */
export function modeOf(config: ProxyConfig | undefined, version: string): Mode {
  return modes.find((mode) => mode === config?.mode) ?? defaultMode(minorOf(version) ?? 0);
}
