// Pods that should run and do not: pending, or running without being ready, for a quarter of an hour.
import { healthOf } from "#src/kubernetes/pod-health.ts";
import { span } from "#src/text.ts";
import { defineRule } from "../rule.ts";

const forMs = 15 * 60_000;

export default defineRule({
  alert: "KubePodNotReady",
  severity: "warning",
  for: "15m",
  detect: ({ pods, now }) =>
    pods.filter((pod) => {
      const { healthy, state } = healthOf(pod);
      return !healthy && state !== "CrashLoopBackOff" && state !== "Evicted" && now - pod.readySince > forMs;
    }),
  subject: ({ namespace, name }) => ({ kind: "Pod", namespace, name }),
  summary: (pod, now) =>
    `${pod.namespace}/${pod.name} is ${healthOf(pod).state} for ${span(now - pod.readySince)}${pod.unscheduledBecause ? `: ${pod.unscheduledBecause}` : ""}`,
  remedies: ({ namespace, name }) => [`pod show ${namespace}/${name}`],
});
