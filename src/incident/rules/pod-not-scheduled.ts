// Pods that are on no node: the scheduler found none, or says nothing at all, one problem per workload.
import { span } from "#src/base/text.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { causeIn } from "#src/kubeadm/event-message.ts";
import { unwellSince } from "#src/kubeadm/passing.ts";
import { defineRule } from "../rule.ts";
import { sayUnready, unreadyPods } from "../unready-pods.ts";

export default defineRule({
  alert: "KubePodNotScheduled",
  severity: "warning",
  for: "15m",
  detect: (sight) => unreadyPods(sight, "unscheduled"),
  subject: ([pod]) => controllerOf(pod),
  since: ([pod]) => unwellSince(pod),
  summary: (pods, now) => {
    const [{ unscheduledBecause: why }] = pods;
    return `${sayUnready(pods, span, now)}${why ? `: ${causeIn(why)}` : ", and no scheduler has looked at it"}`;
  },
  remedies: ([pod]) => [`pod show ${pod.namespace}/${pod.name}`, "node list"],
});
