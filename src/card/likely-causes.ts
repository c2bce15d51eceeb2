// Why a problem is, where a cheap look tells, and what mends it. What cannot be read explains nothing, and keeps nobody waiting.
import { attempt } from "#src/base/outcome.ts";
import { few } from "#src/base/text.ts";
import type { Problem } from "#src/incident/rule.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { whyMissing } from "#src/kubeadm/kube-proxy/why-missing.ts";
import type { ClusterView, Snapshot } from "#src/kubernetes/cluster.ts";
import type { Container, Pod } from "#src/kubernetes/objects.ts";

type Why = { readonly cause?: string; readonly remedies?: readonly string[] };

/** The same problems, each with its likely cause in its sentence, and with what mends it before what shows more. */
export async function withCauses(
  problems: readonly Problem[],
  cluster: ClusterView,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  if (cluster.snapshot().reach.state !== "live") return problems;
  return Promise.all(
    problems.map(async (problem) => {
      const { cause, remedies = [] } = await whyIs(problem, cluster, signal);
      const summary = cause
        ? `${problem.summary.replace(/\.$/, "")}; likely because ${cause}`
        : problem.summary;
      return { ...problem, summary, remedies: [...new Set([...remedies, ...problem.remedies])] };
    }),
  );
}

async function whyIs(problem: Problem, cluster: ClusterView, signal: AbortSignal): Promise<Why> {
  const { alert, subject } = problem;
  const snapshot = cluster.snapshot();
  if (alert === "KubeDaemonSetNotScheduled" && subject.name.startsWith("kube-proxy/"))
    return whyNoProxy(problem, cluster, signal);
  if (alert === "KubePodCrashLooping") return whyItCrashes(problem, snapshot);
  return isUnscheduled(problem, snapshot) ? whatMakesRoom(snapshot) : {};
}

/** The mending is offered where there is something that it mends. */
async function whyNoProxy({ nodes = [] }: Problem, cluster: ClusterView, signal: AbortSignal): Promise<Why> {
  const read = await attempt(whyMissing(cluster, nodes, signal));
  if (!read.ok || read.value.length === 0) return { remedies: ["kube-proxy show"] };
  const said = [...new Set(read.value.map((each) => each.said))];
  return { cause: few(said, 3), remedies: ["kube-proxy repair", "kube-proxy show"] };
}

/** `exec format error`: nothing of the program runs, and containerd says no more than this number. */
const cannotExecute = 255;

/** Only a guess where the nodes differ: what the image is for, the API does not say. */
function whyItCrashes({ subject }: Problem, { nodes, pods }: Snapshot): Why {
  const archOf = new Map(nodes.map(({ name, arch }) => [name, arch]));
  const crashing = pods.filter((pod) => isOf(pod, subject) && pod.containers.some(endedUnexecuted));
  const archs = new Set(crashing.map(({ node }) => archOf.get(node)).filter((arch) => arch !== undefined));
  const [arch] = archs;
  const others = nodes.filter((node) => node.arch !== arch);
  if (archs.size !== 1 || arch === undefined || others.length === 0) return {};
  return {
    cause: `its image is not for ${arch}: exit code ${cannotExecute} is how a program for another architecture (${few([...new Set(others.map((node) => node.arch))], 3)}) ends there`,
  };
}

function endedUnexecuted({ exitCode, last, restarts }: Container): boolean {
  return restarts > 0 && (exitCode === cannotExecute || last?.exitCode === cannotExecute);
}

function isUnscheduled({ subject }: Problem, { pods }: Snapshot): boolean {
  return pods.some((pod) => pod.unscheduledBecause !== "" && pod.node === "" && isOf(pod, subject));
}

/** The scheduler says itself why; a cordoned node is one that somebody can give back. */
function whatMakesRoom({ nodes }: Snapshot): Why {
  const cordoned = nodes.filter(({ unschedulable }) => unschedulable).map(({ name }) => name);
  if (cordoned.length === 0) return {};
  const are = cordoned.length === 1 ? "is" : "are";
  return {
    cause: `${few(cordoned, 5)} ${are} cordoned`,
    remedies: cordoned.slice(0, 2).map((name) => `node uncordon ${name}`),
  };
}

function isOf(pod: Pod, { kind, namespace, name }: Problem["subject"]): boolean {
  const controller = controllerOf(pod);
  return controller.kind === kind && controller.namespace === namespace && controller.name === name;
}
