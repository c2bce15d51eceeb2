// /k8s kube-proxy repair
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { count, few, listed } from "#src/base/text.ts";
import { settle } from "#src/card/freshness.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { isReady } from "#src/kubeadm/components.ts";
import { chooseCanary, ownNode, seeCanary } from "#src/kubeadm/kube-proxy/canary.ts";
import { changeBack, changeFor, type Finding, findingsOf, imageIn } from "#src/kubeadm/kube-proxy/causes.ts";
import { checkRollable, restartMeans, rolloutTakes } from "#src/kubeadm/kube-proxy/impact.ts";
import { type ProxyState, podOn, readProxy, withLabels } from "#src/kubeadm/kube-proxy/read.ts";
import { readChange, type TemplateChange } from "#src/kubeadm/kube-proxy/template-change.ts";
import { readTrial, type Trial } from "#src/kubeadm/kube-proxy/trial.ts";
import { proxyBefore } from "#src/kubeadm/marks.ts";
import type { Rollout } from "#src/kubernetes/facts.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { Plan } from "#src/operation/plan.ts";
import putBackKubeProxyTemplate from "#src/steps/put-back-kube-proxy-template.ts";
import rollOutKubeProxyTemplate from "#src/steps/roll-out-kube-proxy-template.ts";
import tryKubeProxyTemplate from "#src/steps/try-kube-proxy-template.ts";

export default defineOperation({
  summary: "Bring kube-proxy back to nodes that its DaemonSet leaves out",
  role: "operator",
  risk: "change",
  args: z.object({}),
  positional: [],
  aliases: ["repair kubeproxy", "kube-proxy fix"],
  async plan(_args, { cluster, self, signal }) {
    await settle(cluster, signal);
    const proxy = await readProxy(cluster, signal);
    const { rollout, nodes } = proxy;
    const { version } = await cluster.health(signal);
    const absent = await withLabels(cluster, proxy.absent, signal);
    const findings = findingsOf({ template: rollout.template, absent, nodes, version });
    const left = leftOver(proxy);
    if (left) return endTrial(left, proxy, { cluster, signal });
    if (findings.length === 0) throw nothingToRepair(proxy, version);
    checkRollable(rollout, nodes);
    const affected = [...new Set(findings.flatMap((finding) => finding.nodes))].toSorted();
    const canary = canaryOf(affected, proxy, ownNode(cluster, self));
    if (!canary)
      throw new RefusedError(`None of ${few(affected, 5)} answers, so nothing would show that it helped.`);
    const change = changeFor(findings, rollout.template, version);
    const back = changeBack(change, rollout.template);
    return {
      target: rollout.name,
      risk: "change",
      title: "Repair kube-proxy",
      impact: [
        ...findings.map(sayFinding),
        `${canary} goes first. If kube-proxy does not work there, the old template is put back; no kube-proxy that works is touched before that.`,
        rolloutTakes({ ...rollout, desired: nodes.length }),
        restartMeans,
      ],
      warnings: warningsFor(findings, proxy),
      basis: { daemonSet: rollout.uid, canary, version, strategy: rollout.strategy },
      steps: [
        tryKubeProxyTemplate.with({
          daemonSet: rollout.uid,
          change,
          back,
          node: canary,
        }),
        rollOutKubeProxyTemplate.with({ daemonSet: rollout.uid, nodes: answering(affected, proxy) }),
      ],
    };
  },
});

/** A template that was held back for a trial which nobody finished. */
function leftOver({ rollout }: ProxyState): Trial | undefined {
  return rollout.strategy === "OnDelete" ? readTrial(rollout.annotations) : undefined;
}

/** On where the first node shows that it works, else back: only then is anything else repaired. */
async function endTrial(
  { operation, node, pod }: Trial,
  { rollout, nodes }: ProxyState,
  { cluster, signal }: Pick<PlanContext, "cluster" | "signal">,
): Promise<Plan> {
  const { name, uid: daemonSet } = rollout;
  const { verdict } = await seeCanary(cluster, { node, set: daemonSet, replaced: pod }, signal);
  const isProven = verdict.state === "proven";
  if (isProven) checkRollable({ ...rollout, strategy: "RollingUpdate" }, nodes);
  return {
    target: name,
    risk: "change",
    title: isProven
      ? "End the repair of kube-proxy that was given up"
      : "Take back the repair of kube-proxy that was given up",
    impact: [
      `${operation} left DaemonSet ${name} OnDelete: pods of the old template stay until they are deleted.`,
      `The mended one is ${isProven ? "proven" : "not proven"} on ${node}: ${verdict.evidence}.`,
      isProven
        ? rolloutTakes(rollout)
        : "The old template comes back; then kube-proxy repair can be asked anew.",
      restartMeans,
    ],
    warnings: [],
    basis: { daemonSet, operation, isProven },
    steps: isProven
      ? [rollOutKubeProxyTemplate.with({ daemonSet, nodes: [node] })]
      : [putBackKubeProxyTemplate.with({ daemonSet, operation, change: mustHaveBefore(rollout) })],
  };
}

/** @throws RefusedError when the mark does not hold what was there before */
function mustHaveBefore({ namespace, name, annotations }: Rollout): TemplateChange {
  const change = readChange(annotations[proxyBefore] ?? "");
  if (change) return change;
  throw new RefusedError(`What DaemonSet ${namespace}/${name} was before is not written there any more.`, {
    hint: `kubectl -n ${namespace} rollout undo daemonset ${name}, and updateStrategy.type RollingUpdate, put it back.`,
  });
}

function nothingToRepair({ rollout, absent, pods, nodes }: ProxyState, version: string): RefusedError {
  const { template, desired } = rollout;
  const ill = pods.filter((pod) => !pod.ready).map((pod) => `${pod.name} on ${pod.node}`);
  const checked = `tolerations, node selector and affinity let it run on all ${count(nodes.length, "node")}; image ${imageIn(template)} is for their architectures and of the API server's minor version (${version}); ${desired} pods wanted`;
  const missing = absent.map(({ name }) => name);
  return new RefusedError(`There is nothing to repair in kube-proxy's DaemonSet: ${checked}.`, {
    hint:
      [
        ...absent.slice(0, 5).map(pressureOf),
        missing.length > 0
          ? `${few(missing, 5)} lacks a pod all the same: event list --about=daemonset/kube-proxy says why.`
          : "",
        ill.length > 0 ? `Not ready: ${few(ill, 5)}; pod logs says why.` : "",
      ]
        .filter(Boolean)
        .join(" ") || undefined,
  });
}

function pressureOf({ name, conditions }: Node): string {
  const pressed = conditions.filter(({ type, status }) => type.endsWith("Pressure") && status === "True");
  if (pressed.length === 0) return "";
  return `${name} has ${listed(pressed.map(({ type }) => type))}, so its kubelet evicts: node show ${name} says more.`;
}

/** Where it is broken anyway, so that a change that does not help hurts nobody; else where a trial hurts least. */
function canaryOf(
  affected: readonly string[],
  { nodes, pods }: ProxyState,
  own: string | undefined,
): string | undefined {
  const broken = nodes.filter(
    (node) => affected.includes(node.name) && isReady(node) && !podOn(pods, node.name)?.ready,
  );
  return broken.map(({ name }) => name).toSorted()[0] ?? chooseCanary({ nodes, pods, own })?.name;
}

function answering(affected: readonly string[], { nodes }: ProxyState): string[] {
  return nodes.filter((node) => affected.includes(node.name) && isReady(node)).map(({ name }) => name);
}

function sayFinding({ said, nodes }: Finding): string {
  return `On ${few(nodes, 5)}: ${said}.`;
}

function warningsFor(findings: readonly Finding[], { rollout }: ProxyState): readonly string[] {
  const has = (wanted: string) => findings.some(({ cause }) => cause === wanted);
  const selector = Object.entries(rollout.template.nodeSelector).map(([key, value]) => `${key}=${value}`);
  return [
    has("selector") ? `If ${few(selector, 3)} was chosen on purpose, do not approve this.` : "",
    has("affinity") ? "If the node affinity was chosen on purpose, do not approve this." : "",
    has("version") ? "During an upgrade by kubeadm this is as it should be: kubeadm changes it last." : "",
  ].filter((line) => line !== "");
}
