// A Deployment with fewer pods available than it should have, or that its controller has given up rolling out.
import { count } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeDeploymentRolloutStuck",
  severity: "warning",
  for: "15m",
  needs: ["workloads"],
  detect: (_sight, { workloads }) =>
    workloads.filter(
      ({ kind, desired, available, problem }) =>
        kind === "Deployment" && (available < desired || (desired > 0 && problem !== "")),
    ),
  subject: ({ namespace, name }) => ({ kind: "Deployment", namespace, name }),
  summary: ({ namespace, name, desired, available, updated, problem }) => {
    const rollout = updated < desired ? `, ${updated} of them updated` : "";
    const pods = `${available} of ${count(desired, "pod")} available${rollout}`;
    return `Deployment ${namespace}/${name} has ${pods}${problem && `: ${problem}`}`;
  },
  remedies: ({ namespace }) => [`pod list ${namespace} --unhealthy`, `workload list ${namespace}`],
});
