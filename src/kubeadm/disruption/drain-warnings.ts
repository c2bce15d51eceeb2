// What stands against a drain: worth a second look before it is approved.

import { count, few, span } from "#src/base/text.ts";
import { isReady } from "../components.ts";
import { sayPod } from "../controller.ts";
import { isFinished } from "../pod-health.ts";
import { forecast, type Outlook, sayBudget } from "./budgets.ts";
import { podsOf } from "./drain-impact.ts";
import { homelessIn, movingIn } from "./moving.ts";
import { nodePart } from "./node-part.ts";
import { type Homeless, otherNodes } from "./places.ts";
import type { DrainFacts } from "./read-drain.ts";
import { pinned } from "./volumes.ts";

/** More are counted. */
const named = 6;

type Limits = {
  readonly timeoutMs: number;
  readonly graceSeconds: number | undefined;
  /** The machine stays on: what its end would mean for the control plane is no matter. */
  readonly staysOn?: true;
};

export function drainWarnings(facts: DrainFacts, limits: Limits): readonly string[] {
  const minutes = Math.round(limits.timeoutMs / 60_000);
  return [
    ...(limits.staysOn ? [] : controlPlaneWarnings(facts)),
    selfWarning(facts),
    silentWarning(facts),
    budgetWarning(
      facts,
      "never",
      `allows none as long as its workload has no more pods, so the drain would wait ${minutes} min and stop`,
    ),
    budgetWarning(facts, "waits", "allows none now, as too few of its pods are healthy"),
    budgetWarning(facts, "in turns", "lets them go in turns, each time once enough others are ready"),
    pinnedWarning(facts),
    ...placeWarnings(facts),
    dnsWarning(facts),
    slowWarning(facts, limits),
  ].filter((line) => line !== "");
}

function controlPlaneWarnings({ node, nodes, pods }: DrainFacts): readonly string[] {
  const { controlPlane, otherControlPlanes, etcd } = nodePart(node.name, { nodes, pods });
  if (!controlPlane) return [];
  const { name } = node;
  const plane =
    otherControlPlanes === 0
      ? `${name} is the last control plane. Its static pods go on under a drain; once the machine stops, there is no API server.`
      : `${name} is a control plane; its static pods go on under a drain. ${count(otherControlPlanes, "other control plane")} ready.`;
  if (!etcd) return [plane];
  const left = etcd.ready - 1;
  const held = left >= etcd.needed ? "enough" : `too few, the quorum is ${etcd.needed}: the API would stop`;
  return [
    plane,
    `etcd: ${etcd.ready} of ${count(etcd.members, "member")} ready, and a drain stops none. Without ${name}, ${left} would be left: ${held}.`,
  ];
}

function selfWarning({ self, node }: DrainFacts): string {
  if (!self) return "";
  return `Wheelhouse itself runs on ${node.name}. Its pod goes last; I am silent until it runs elsewhere, and then look whether the drain is done.`;
}

function silentWarning({ node }: DrainFacts): string {
  if (isReady(node)) return "";
  return `${node.name} is not ready: nobody there ends pods, so they stay Terminating and the drain will likely not finish.`;
}

function budgetWarning({ going, budgets }: DrainFacts, outlook: Outlook, said: string): string {
  const found = forecast(podsOf(going), budgets).filter((each) => each.outlook === outlook);
  const names = found.map(({ budget, pods }) => `${sayBudget(budget)} (${few(pods.map(sayPod), 3)})`);
  return names.length === 0 ? "" : `Budget ${few(names, named)} ${said}.`;
}

function pinnedWarning({ going, volumes, nodes, node }: DrainFacts): string {
  const held = pinned(
    podsOf(going).filter((pod) => !isFinished(pod)),
    volumes,
    otherNodes(nodes, node.name),
  );
  const said = [...new Set(held.map(({ pod, volume }) => `${sayPod(pod)} (volume ${volume.name})`))];
  if (said.length === 0) return "";
  return `Their volume can only be reached from ${node.name}, so they stay Pending until it is back: ${few(said, named)}.`;
}

function placeWarnings(facts: DrainFacts): readonly string[] {
  const { nodes, node } = facts;
  const others = otherNodes(nodes, node.name);
  if (movingIn(facts).length === 0) return [];
  if (others.length === 0) {
    return [`No other node takes pods: all of them stay Pending until ${node.name} is uncordoned.`];
  }
  const left = homelessIn(facts);
  const of = (why: Homeless["why"]) => left.filter((each) => each.why === why).map(({ pod }) => sayPod(pod));
  const barred = of("no node takes it");
  const crowded = of("no room");
  const on = count(others.length, "other node");
  return [
    barred.length > 0
      ? `Stay Pending, as selectors or taints keep them off the ${on} that could take pods: ${few(barred, named)}.`
      : "",
    crowded.length > 0
      ? `Likely stay Pending, as their requests fit on none of the ${on}: ${few(crowded, named)}.`
      : "",
  ];
}

function dnsWarning({ node, nodes, pods }: DrainFacts): string {
  const { dns } = nodePart(node.name, { nodes, pods });
  if (dns.here === 0 || dns.here < dns.all) return "";
  const which = dns.all === 1 ? "The only CoreDNS pod runs" : `All ${dns.all} CoreDNS pods run`;
  return `${which} on ${node.name}: names are not resolved until one is ready elsewhere.`;
}

function slowWarning({ going }: DrainFacts, { timeoutMs, graceSeconds }: Limits): string {
  if (graceSeconds !== undefined) return "";
  const slow = podsOf(going).filter((pod) => pod.graceSeconds * 1_000 >= timeoutMs);
  const said = slow.map((pod) => `${sayPod(pod)} (${span(pod.graceSeconds * 1_000)})`);
  if (said.length === 0) return "";
  return `May take longer to end than the ${span(timeoutMs)} after which the drain stops: ${few(said, named)}.`;
}
