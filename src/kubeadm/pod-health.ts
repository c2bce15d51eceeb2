// A pod's state in kubectl's words, and whether somebody should look at it.
import type { Container, Pod } from "#src/kubernetes/objects.ts";

export type PodHealth = {
  /** What kubectl prints under STATUS: `Running`, `CrashLoopBackOff`, `Init:Error`, `Completed`, `Evicted`, ... */
  readonly state: string;
  readonly healthy: boolean;
  /** As kubectl counts: those of init containers until the pod is initialized, of the others from then on. */
  readonly restarts: number;
  readonly readyContainers: number;
  readonly containers: number;
};

const noNodes: ReadonlySet<string> = new Set();

/**
 * Follows kubectl's printPod (k8s.io/kubernetes/pkg/printers/internalversion/printers.go) with two differences: a
 * pod that runs without being ready is `NotReady`, which kubectl leaves to the column READY, and a pod on one of
 * `lostNodes` is `NodeNotReady`, because nobody knows what became of it.
 */
export function healthOf(pod: Pod, lostNodes: ReadonlySet<string> = noNodes): PodHealth {
  const app = pod.containers.filter(({ init }) => !init);
  const isInitialized = app.some(hasStarted);
  const sidecars = pod.containers.filter(({ sidecar }) => sidecar);
  const lasting = [...sidecars, ...app];
  const isLost = lostNodes.has(pod.node) && !isFinished(pod);
  const counted = isInitialized ? lasting : pod.containers.filter(({ init }) => init);
  return {
    state: isLost ? "NodeNotReady" : stateOf(pod, app, isInitialized),
    healthy:
      pod.phase === "Succeeded" ||
      (pod.phase === "Running" && pod.ready && pod.deletedAt === undefined && !isLost),
    restarts: (counted.length > 0 ? counted : app).reduce((sum, { restarts }) => sum + restarts, 0),
    readyContainers: lasting.filter(({ ready, state }) => ready && state === "running").length,
    containers: lasting.length,
  };
}

function stateOf(pod: Pod, app: readonly Container[], isInitialized: boolean): string {
  const isDeleted = pod.deletedAt !== undefined;
  if (isDeleted && pod.reason === "NodeLost") return "Unknown";
  if (isDeleted && !isFinished(pod)) return "Terminating";
  const initializing = initStateOf(pod.containers, isInitialized);
  if (initializing && !isInitialized) return initializing;
  const before = initializing ?? (isGated(pod) ? "SchedulingGated" : pod.reason || pod.phase);
  const state = appStateOf(app, pod.ready) ?? before;
  return state === "Running" && !pod.ready ? "NotReady" : state;
}

/** The first init container that is in the way, or undefined when none is. */
function initStateOf(containers: readonly Container[], isInitialized: boolean): string | undefined {
  const inits = containers.filter(({ init }) => init);
  const at = inits.findIndex(
    ({ state, exitCode, ready, sidecar }) =>
      exitCode !== 0 && !(sidecar && state === "running" && (ready || isInitialized)),
  );
  const container = inits[at];
  if (!container) return undefined;
  const { state, reason, exitCode } = container;
  if (state === "terminated") return `Init:${reason || `ExitCode:${exitCode}`}`;
  if (state === "waiting" && reason !== "" && reason !== "PodInitializing") return `Init:${reason}`;
  return `Init:${at}/${inits.length}`;
}

/** What the first container in trouble says; undefined when all of them run or have said nothing yet. */
function appStateOf(app: readonly Container[], isReady: boolean): string | undefined {
  const first = app.find(isStopped);
  if (!first) return undefined;
  const said = wordOf(first);
  if (said !== "Completed") return said;
  const isRunning = app.some(({ ready, state }) => ready && state === "running");
  if (isRunning && isReady) return "Running";
  const failed = app.find(({ state, exitCode }) => state === "terminated" && exitCode !== 0);
  if (failed) return wordOf(failed);
  return isRunning ? "NotReady" : said;
}

function isStopped({ state, reason }: Container): boolean {
  return state === "terminated" || (state === "waiting" && reason !== "");
}

function wordOf({ reason, exitCode }: Container): string {
  return reason || `ExitCode:${exitCode}`;
}

function hasStarted({ state, last }: Container): boolean {
  return state !== "waiting" || last !== undefined;
}

/** Nothing of it runs or will. */
export function isFinished({ phase }: Pick<Pod, "phase">): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** The words of the API server (pkg/registry/core/pod/strategy.go); the condition's reason is not in the record. */
function isGated({ unscheduledBecause }: Pod): boolean {
  return (
    unscheduledBecause === "Scheduling is blocked due to non-empty scheduling gates" ||
    unscheduledBecause === "SchedulingGated"
  );
}
