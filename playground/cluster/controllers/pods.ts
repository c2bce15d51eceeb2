// Making pods from templates, and the questions every controller asks about them.
import { createHash } from "node:crypto";
import {
  at,
  type Draft,
  type Fields,
  isFields,
  type KubeObject,
  type Labels,
  labelsAt,
  listAt,
  textAt,
} from "../object.ts";
import { matchesExpression, matchesLabels } from "../selectors.ts";
import type { Store } from "../store.ts";

const SAFE = "bcdfghjklmnpqrstvwxz2456789";

export function podFrom(
  owner: KubeObject,
  options: { readonly name: string; readonly labels: Labels; readonly node?: string },
): Draft {
  const template = at(owner, "spec.template");
  const spec = isFields(template) && isFields(template.spec) ? template.spec : {};
  const { uid, name, namespace } = owner.metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: options.name,
      namespace,
      labels: { ...labelsAt(template, "metadata.labels"), ...options.labels },
      ...(isFields(at(template, "metadata.annotations")) && {
        annotations: at(template, "metadata.annotations"),
      }),
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          blockOwnerDeletion: true,
          controller: true,
          kind: owner.kind,
          name,
          uid,
        },
      ],
    },
    spec: {
      ...spec,
      enableServiceLinks: true,
      preemptionPolicy: "PreemptLowerPriority",
      priority: 0,
      ...(options.node && { nodeName: options.node }),
      tolerations: withDefaultTolerations(owner.kind, listAt(spec, "tolerations")),
    },
    status: { phase: "Pending" },
  };
}

/** Random, in the alphabet of Kubernetes' generated names. */
export function suffix(length = 5): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => SAFE[byte % SAFE.length]).join("");
}

/** The same template has the same hash. */
export function templateHash(workload: KubeObject): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(at(workload, "spec.template")))
    .digest();
  return [...digest.subarray(0, 10)].map((byte) => SAFE[byte % SAFE.length]).join("");
}

export function ownedBy(store: Store, resource: string, owner: KubeObject): readonly KubeObject[] {
  return store
    .list(resource, owner.metadata.namespace)
    .filter((object) =>
      object.metadata.ownerReferences?.some(
        ({ uid, controller }) => controller && uid === owner.metadata.uid,
      ),
    );
}

/** Neither finished nor on its way out. */
export function isActive(pod: KubeObject): boolean {
  const phase = textAt(pod, "status.phase");
  return pod.metadata.deletionTimestamp === undefined && phase !== "Succeeded" && phase !== "Failed";
}

export function nodeOf(pod: KubeObject): string {
  return textAt(pod, "spec.nodeName");
}

/** Whether node selector, required node affinity and NoSchedule and NoExecute taints let the pod on the node. */
export function fits(podSpec: unknown, node: KubeObject, tolerations: readonly Fields[]): boolean {
  if (!matchesLabels(labelsAt(podSpec, "nodeSelector"), node.metadata.labels ?? {})) return false;
  const required = at(podSpec, "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
  if (required !== undefined && !admits(listAt(required, "nodeSelectorTerms"), node)) return false;
  return untolerated(node, tolerations).length === 0;
}

/** Terms are alternatives; an empty one admits nothing. */
function admits(terms: readonly Fields[], node: KubeObject): boolean {
  const fields = { "metadata.name": node.metadata.name };
  return terms.some((term) => {
    const labels = listAt(term, "matchExpressions");
    const names = listAt(term, "matchFields");
    if (labels.length + names.length === 0) return false;
    return (
      labels.every((expression) => matchesExpression(expression, node.metadata.labels ?? {})) &&
      names.every((expression) => matchesExpression(expression, fields))
    );
  });
}

export function untolerated(node: KubeObject, tolerations: readonly Fields[]): readonly Fields[] {
  return listAt(node, "spec.taints")
    .filter((taint) => taint.effect !== "PreferNoSchedule")
    .filter((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)));
}

function tolerates(toleration: Fields, taint: Fields): boolean {
  if (toleration.effect !== undefined && toleration.effect !== "" && toleration.effect !== taint.effect)
    return false;
  if (toleration.key === undefined) return toleration.operator === "Exists";
  if (toleration.key !== taint.key) return false;
  return toleration.operator === "Exists" || (toleration.value ?? "") === (taint.value ?? "");
}

const DAEMON_TAINTS = [
  "not-ready",
  "unreachable",
  "disk-pressure",
  "memory-pressure",
  "pid-pressure",
  "unschedulable",
];

/** What admission and the DaemonSet controller add. */
export function withDefaultTolerations(ownerKind: string, given: readonly Fields[]): readonly Fields[] {
  if (ownerKind === "DaemonSet") {
    return [
      ...given,
      ...DAEMON_TAINTS.map((taint) => ({
        key: `node.kubernetes.io/${taint}`,
        operator: "Exists",
        effect: taint === "not-ready" || taint === "unreachable" ? "NoExecute" : "NoSchedule",
      })),
    ];
  }
  if (given.some((toleration) => toleration.key === undefined)) return given;
  const forFiveMinutes = { operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 };
  return [
    ...given,
    { key: "node.kubernetes.io/not-ready", ...forFiveMinutes },
    { key: "node.kubernetes.io/unreachable", ...forFiveMinutes },
  ];
}
