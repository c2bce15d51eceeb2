// What a look at its machine makes of a node that is not ready: off, up without a kubelet, or only the network. Pure.
import { span } from "#src/base/text.ts";
import { isReady } from "#src/kubeadm/components.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { type Explanation, explained, shownLine } from "../explanation.ts";
import type { Finding } from "../match.ts";
import { journalOf } from "./evidence.ts";
import type { MachineLook, MachineSeen } from "./look.ts";

/** Undefined where the node is ready, or where what its kubelet tells the API server says more. */
export function machineVerdict(
  node: Node,
  look: MachineLook,
  findings: readonly Finding[],
): Explanation | undefined {
  if (isReady(node)) return undefined;
  if (look.state !== "open") return look.state === "silent" ? off(look.why, look.host) : undefined;
  if (node.machineId && look.machineId && node.machineId !== look.machineId) return another(node, look);
  if (!look.kubelet.isThere) return noKubelet(look);
  if (!isRunning(look)) return kubeletDown(node, look, findings);
  if (look.containerd && look.containerd.active !== "active") return runtimeDown(look);
  // A kubelet that reports says itself why it is not ready.
  if (!isSilent(node)) return undefined;
  if (look.server && !look.server.answers) return networkOnly(look, look.server.at);
  return kubeletMute(node, look, findings);
}

function off(why: string, host: string): Explanation {
  return {
    words: "Host off, or cut off from the network: SSH does not reach it either.",
    ...{ line: shownLine(why), of: `an attempt to log in to ${host}`, certainty: "likely", remedies: [] },
    fix: "Look at its power, its cable and its console: nothing can be read or mended from here.",
  };
}

function another({ name }: Node, { host, machineId }: MachineSeen): Explanation {
  return {
    words: `Another machine answers where ${name} was: their machine ids differ.`,
    ...{ line: `/etc/machine-id is ${machineId}`, of: host, certainty: "sure" },
    fix: `Find out which machine has the address now. If ${name} was set up anew, remove its node and join it again.`,
    remedies: [`host show ${host}`, `node remove ${name} --machine-gone`],
  };
}

function noKubelet({ host }: MachineSeen): Explanation {
  return {
    words: "Host up, and no kubelet is installed there.",
    ...{ line: "kubelet.service is not loaded", of: `systemd on ${host}`, certainty: "sure" },
    fix: "It was taken away, or the machine was set up anew: join it again.",
    remedies: [`host show ${host}`],
  };
}

/** systemd starts a kubelet that ends again and again: for a moment each time it is active. */
const steadyAfterSeconds = 60;
const manyRestarts = 3;

function isRunning({ kubelet, uptimeSeconds }: MachineSeen): boolean {
  if (kubelet.active !== "active") return false;
  const { restarts, activeSince } = kubelet;
  if (restarts < manyRestarts || uptimeSeconds === undefined || activeSince === undefined) return true;
  return uptimeSeconds - activeSince > steadyAfterSeconds;
}

/** Written also each time that systemd starts it anew, so it explains only one that stays down. */
const stopped = "kubelet/kubeletstopped";

function kubeletDown(node: Node, look: MachineSeen, findings: readonly Finding[]): Explanation {
  const { host, kubelet } = look;
  const own = findings.filter(({ of }) => of === journalOf(host));
  const isStopped = kubelet.active === "inactive";
  const cause = isStopped
    ? (own.find(({ signature }) => signature.id === stopped) ?? own[0])
    : own.find(({ signature }) => signature.id !== stopped);
  const often = kubelet.restarts > 0 ? `, started anew ${kubelet.restarts} times` : "";
  const state = isStopped ? "stopped" : kubelet.active === "failed" ? "failed" : "does not stay up";
  if (cause)
    return explained(
      cause,
      { node: node.name },
      `Host up, kubelet down (${state}${often}): ${cause.signature.cause}`,
    );
  return {
    words: `Host up, kubelet down (${state}${often}), for no reason that I know.`,
    ...{ ...lastSeen(look), certainty: "sure", remedies: [] },
    fix: "Read its journal on the machine (journalctl -u kubelet), mend what it says, and systemctl restart kubelet.",
  };
}

function runtimeDown({ host, containerd }: MachineSeen): Explanation {
  return {
    words: `Host up, kubelet up, but containerd is ${containerd?.active}: no container can be started.`,
    ...{ line: `containerd.service is ${containerd?.active}`, of: `systemd on ${host}`, certainty: "sure" },
    fix: "On the machine: journalctl -u containerd, then systemctl restart containerd.",
    remedies: [],
  };
}

function networkOnly({ host, kubelet, uptimeSeconds }: MachineSeen, server: string): Explanation {
  const since = kubelet.activeSince === undefined ? undefined : (uptimeSeconds ?? 0) - kubelet.activeSince;
  const long = since === undefined || since < 0 ? "" : ` (for ${span(since * 1_000)})`;
  return {
    words: `Network only: host up, kubelet up${long}, but the API server does not answer from there.`,
    ...{ line: `${server}:6443 does not answer`, of: `an attempt from ${host}`, certainty: "sure" },
    fix: `Look at routes, firewall and cabling between ${host} and ${server}.`,
    remedies: [`host show ${host}`],
  };
}

function kubeletMute(node: Node, look: MachineSeen, findings: readonly Finding[]): Explanation {
  const up = look.server ? "host up, kubelet up, the API server answers from there" : "host up, kubelet up";
  const cause = findings.find(({ of, signature }) => of === journalOf(look.host) && signature.id !== stopped);
  if (cause)
    return explained(cause, { node: node.name }, `Not the network (${up}): ${cause.signature.cause}`);
  return {
    words: `Not the network: ${up}. The kubelet reports nothing all the same.`,
    ...{ ...lastSeen(look), certainty: "likely", remedies: [] },
    fix: "If it stays so, read journalctl -u kubelet on the machine; it may hang, or have just come back.",
  };
}

/** The node controller sets it when no kubelet has reported for a while. */
function isSilent({ conditions }: Node): boolean {
  return conditions.find(({ type }) => type === "Ready")?.status === "Unknown";
}

/** The journal's last line, or what systemd says where it has none: that nothing is there is nothing to quote. */
function lastSeen({ host, kubelet, journal }: MachineSeen): Pick<Explanation, "line" | "of"> {
  const line = shownLine(journal?.trimEnd().split("\n").at(-1) ?? "");
  if (line) return { line, of: journalOf(host) };
  return { line: `kubelet.service is ${kubelet.active} (${kubelet.sub})`, of: `systemd on ${host}` };
}
