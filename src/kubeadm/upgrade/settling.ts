// Whether a control plane's new kubelet is still about to start its static pods anew, the API server among them.
import { listed } from "#src/base/text.ts";
import type { PodFacts } from "#src/kubernetes/facts.ts";

/** It does so once, some seconds after its node says Ready (seen in the lab: three seconds after its start); nobody says that it will not. */
const mostSeconds = 30;

type Seen = {
  readonly node: string;
  /** Of the node, in kube-system. */
  readonly pods: readonly PodFacts[];
  /** How long the kubelet has run; undefined where systemd does not say. */
  readonly runsSeconds: number | undefined;
  /** Epoch milliseconds, by the machine's clock. */
  readonly now: number;
};

/** In words; undefined once it has settled. */
export function whatSettles({ node, pods, runsSeconds = mostSeconds, now }: Seen): string | undefined {
  const own = pods.filter(({ mirror }) => mirror);
  const unready = own.filter(({ ready }) => !ready).map(({ name }) => name);
  if (unready.length > 0) return `${node} is Ready; not ready yet: ${listed(unready)}.`;
  const since = now - runsSeconds * 1_000;
  const isAnew = ({ containers }: PodFacts) =>
    containers.every(({ last }) => last !== undefined && last.finishedAt > since);
  if (runsSeconds >= mostSeconds || (own.length > 0 && own.every(isAnew))) return undefined;
  return `${node} is Ready; its kubelet has run for ${Math.round(runsSeconds)} s, and may start the control plane anew within ${mostSeconds} s.`;
}
