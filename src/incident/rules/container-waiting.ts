// Containers that cannot be made: their image cannot be pulled, as a rule, or a ConfigMap or Secret is missing.
import { span } from "#src/base/text.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { unwellSince } from "#src/kubeadm/passing.ts";
import { defineRule } from "../rule.ts";
import { sayUnready, unreadyPods } from "../unready-pods.ts";

export default defineRule({
  alert: "KubeContainerWaiting",
  severity: "warning",
  // A registry is away for a minute now and then; what the kubelet asks for again and again for ten is not there.
  for: "10m",
  detect: (sight) => unreadyPods(sight, "waiting"),
  subject: ([pod]) => controllerOf(pod),
  nodes: (pods) => [...new Set(pods.map(({ node }) => node))],
  since: ([pod]) => unwellSince(pod),
  summary: (pods, now) => sayUnready(pods, span, now),
  remedies: ([pod]) => [
    `event list ${pod.namespace} --about=pod/${pod.name}`,
    `pod show ${pod.namespace}/${pod.name}`,
  ],
});
