// Pods that should run and do not: they are not ready, do not start or do not go, one problem per workload.
import { span } from "#src/base/text.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { unwellSince } from "#src/kubeadm/passing.ts";
import { defineRule } from "../rule.ts";
import { sayUnready, unreadyPods } from "../unready-pods.ts";

export default defineRule({
  alert: "KubePodNotReady",
  severity: "warning",
  for: "15m",
  detect: (sight) => unreadyPods(sight, "not ready"),
  subject: ([pod]) => controllerOf(pod),
  nodes: (pods) => [...new Set(pods.map(({ node }) => node).filter(Boolean))],
  since: ([pod]) => unwellSince(pod),
  summary: (pods, now) => sayUnready(pods, span, now),
  remedies: ([pod]) => [`pod show ${pod.namespace}/${pod.name}`],
});
