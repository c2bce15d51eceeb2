// A change of kube-proxy that is tried on one node, and put back where it does not work there: one machine, whatever is changed.
// How far it got is the mark on the changed object and nothing else, so whoever is asked next goes on from there.
import { StepError } from "#src/base/errors.ts";
import type { Changes, PodRef } from "#src/kubernetes/actions.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import { proxyBefore } from "../marks.ts";
import { type Canary, type Seen, seeCanary } from "./canary.ts";
import { podOn, proxyPods } from "./read.ts";
import { readTrial, type Trial, trialMark, withoutTrial } from "./trial.ts";

type Found = { readonly annotations: Readonly<Record<string, string>> };

/** What is changed, and how: `F` is the object as it was read, `C` a change of it. */
export type Attempt<F extends Found, C> = {
  /** `ConfigMap kube-system/kube-proxy` */
  readonly said: string;
  readonly canary: Omit<Canary, "replaced">;
  /** How long the canary has to show that it works, and then the old one that it works again. */
  readonly patienceMs: number;
  /** Whether a node without a pod of kube-proxy can be the first. */
  readonly needsPod: boolean;
  /** The change and what it replaces, as the mark keeps it; undefined when the object is not as it was approved. */
  readonly tried: (found: F) => { readonly change: C; readonly before: string } | undefined;
  /** Undefined when what was there before is not written there any more. */
  readonly back: (found: F) => C | undefined;
  readonly change: (found: F, change: C | undefined, annotations: Changes) => Promise<void>;
  /** Whether the node shows, once all is put back, what it is going to show. */
  readonly isOver: (seen: Seen, trial: Trial) => boolean;
  /** How the node stands then. */
  readonly outcome: (seen: Seen, trial: Trial) => string;
  /** What to do where the object is not as it was approved, or cannot be put back. */
  readonly hints: { readonly again: string; readonly back?: string };
};

/** What is asked, by which operation. */
type Ground = {
  readonly cluster: Cluster;
  readonly operation: { readonly id: string };
  readonly now: () => number;
  readonly signal: AbortSignal;
};

export type Standing = { readonly goal: "holds" | "open"; readonly evidence: string };

export async function standingOf<F extends Found, C>(
  attempt: Attempt<F, C>,
  found: F | undefined,
  ground: Ground,
): Promise<Standing> {
  const trial = found && ownTrial(found, ground);
  if (!trial) return { goal: "open", evidence: `${attempt.said} has not been changed by this operation` };
  const { verdict } = await see(attempt, trial, ground);
  if (trial.undo !== undefined)
    return { goal: "open", evidence: `${trial.undo}. Putting things back: ${verdict.evidence}` };
  return { goal: verdict.state === "proven" ? "holds" : "open", evidence: verdict.evidence };
}

/** Takes the next turn. @throws StepError where nothing was changed, and once everything is put back */
export async function takeTurn<F extends Found, C>(
  attempt: Attempt<F, C>,
  found: F,
  ground: Ground,
): Promise<void> {
  const trial = ownTrial(found, ground);
  if (!trial) return begin(attempt, found, ground);
  const seen = await see(attempt, trial, ground);
  const { pod } = seen;
  if (pod?.uid === trial.pod && pod.deletedAt === undefined) {
    return replace({ attempt, found, ground }, trial, pod);
  }
  const turn = { attempt, found, ground };
  return trial.undo === undefined ? goOn(turn, trial, seen) : endUndoing(turn, trial, seen);
}

export function ownTrial({ annotations }: Found, { operation }: Pick<Ground, "operation">) {
  const trial = readTrial(annotations);
  return trial?.operation === operation.id ? trial : undefined;
}

function see<F extends Found, C>({ canary }: Attempt<F, C>, { pod, undo }: Trial, ground: Ground) {
  const mode = undo === undefined ? canary.mode : undefined;
  return seeCanary(ground.cluster, { ...canary, replaced: pod, mode }, ground.signal);
}

type Turn<F extends Found, C> = {
  readonly attempt: Attempt<F, C>;
  readonly found: F;
  readonly ground: Ground;
};

async function begin<F extends Found, C>(
  { said, canary, needsPod, tried, change, hints }: Attempt<F, C>,
  found: F,
  { cluster, operation, now, signal }: Ground,
): Promise<void> {
  const wanted = tried(found);
  if (!wanted) {
    throw new StepError(`${said} is not as it was when this was approved. Nothing was changed.`, {
      hint: hints.again,
    });
  }
  const { node, set } = canary;
  const pod = podOn(await proxyPods(cluster, { node, uid: set }, signal), node);
  if (!pod && needsPod)
    throw new StepError(`${node} has no pod of kube-proxy any more. Nothing was changed.`);
  const mark = trialMark({ operation: operation.id, node, pod: pod?.uid ?? "", at: now() });
  await change(found, wanted.change, { ...mark, [proxyBefore]: wanted.before });
  if (pod) await cluster.deletePod(pod, {}, signal);
}

/** We were killed before the pod was deleted, or have just put things back: its time begins now. */
async function replace<F extends Found, C>(
  { attempt, found, ground }: Turn<F, C>,
  trial: Trial,
  pod: PodRef,
): Promise<void> {
  await attempt.change(found, undefined, trialMark({ ...trial, at: ground.now() }));
  await ground.cluster.deletePod(pod, {}, ground.signal);
}

async function goOn<F extends Found, C>(
  { attempt, found, ground }: Turn<F, C>,
  trial: Trial,
  { pod, verdict }: Seen,
): Promise<void> {
  const isLate = ground.now() - trial.at > attempt.patienceMs;
  if (verdict.state !== "failing" && !(verdict.state === "waiting" && isLate)) return;
  const back = attempt.back(found);
  if (back === undefined) {
    throw new StepError(
      `${verdict.evidence}. ${attempt.said} cannot be put back: annotation ${proxyBefore} is not what was written there.`,
      { hint: attempt.hints.back },
    );
  }
  const undone = { ...trial, undo: verdict.evidence, pod: pod?.uid ?? "", at: ground.now() };
  await attempt.change(found, back, trialMark(undone));
}

/** All is put back but the node: what is left is that it starts anew, and to see that. */
async function endUndoing<F extends Found, C>(
  { attempt, found, ground }: Turn<F, C>,
  trial: Trial,
  seen: Seen,
): Promise<void> {
  const isLate = ground.now() - trial.at > attempt.patienceMs;
  if (!attempt.isOver(seen, trial) && !isLate) return;
  await attempt.change(found, undefined, withoutTrial);
  throw new StepError(
    `${trial.undo}. It was rolled back: ${attempt.said} is as it was${attempt.outcome(seen, trial)}`,
  );
}
