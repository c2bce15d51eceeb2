// A StatefulSet with fewer pods available than it should have: the next pod waits for the one before, and nobody says so.
import { count } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeStatefulSetReplicasMismatch",
  severity: "warning",
  for: "15m",
  needs: ["workloads"],
  detect: (_sight, { workloads }) =>
    workloads.filter(({ kind, desired, available }) => kind === "StatefulSet" && available < desired),
  subject: ({ namespace, name }) => ({ kind: "StatefulSet", namespace, name }),
  summary: ({ namespace, name, desired, available }) =>
    `StatefulSet ${namespace}/${name} has ${available} of ${count(desired, "pod")} available`,
  remedies: ({ namespace }) => [`pod list ${namespace} --unhealthy`, `workload list ${namespace}`],
});
