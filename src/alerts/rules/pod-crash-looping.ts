// Containers that crash again and again, one problem per owner: a new pod of the same workload is not news.
import type { Container, Pod } from "#src/kubernetes/objects.ts";
import { count } from "#src/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubePodCrashLooping",
  severity: "warning",
  for: "0s",
  detect: ({ pods }) => {
    const crashing = pods.flatMap((pod) =>
      pod.containers.filter(isCrashing).map((container) => ({ pod, container })),
    );
    return [...Map.groupBy(crashing, ({ pod }) => ownerKey(pod)).values()];
  },
  subject: (found) => subjectOf(found[0]?.pod),
  summary: (found) => {
    const [first] = found;
    if (!first) return "";
    const { pod, container } = first;
    const exit = container.last ? `, exit code ${container.last.exitCode}` : "";
    const restarts = count(Math.max(...found.map((each) => each.container.restarts)), "restart");
    const where = found.length > 1 ? ` in ${found.length} pods` : ` on ${pod.node}`;
    return `${pod.namespace}/${subjectOf(pod).name} crash-loops${where}: container ${container.name}, ${restarts}${exit}`;
  },
  remedies: (found) => found.slice(0, 1).map(({ pod }) => `pod logs ${pod.namespace}/${pod.name} --previous`),
});

function isCrashing(container: Container): boolean {
  return container.state === "waiting" && container.reason === "CrashLoopBackOff";
}

function ownerKey(pod: Pod): string {
  const { kind, name } = subjectOf(pod);
  return `${pod.namespace}/${kind}/${name}`;
}

/** The workload behind a pod: a ReplicaSet's hash changes with each rollout, so it is left off. */
function subjectOf(pod: Pod | undefined) {
  if (!pod) return { kind: "Pod", name: "" };
  const { owner, namespace } = pod;
  if (!owner || owner.kind === "Node") return { kind: "Pod", namespace, name: pod.name };
  if (owner.kind !== "ReplicaSet") return { kind: owner.kind, namespace, name: owner.name };
  return { kind: "Deployment", namespace, name: owner.name.replace(/-[a-z0-9]+$/, "") };
}
