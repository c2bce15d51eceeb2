// The JSON of Nodes, budgets, ConfigMaps, certificate requests and volumes cut down to the records of facts.ts.
import type {
  CertificateRequest,
  ConfigMap,
  DisruptionBudget,
  NodeFacts,
  PersistentVolume,
  Version,
} from "../facts.ts";
import { projectNode } from "./project-node.ts";
import { projectNodeTerms } from "./project-placement.ts";
import { projectSelector } from "./project-selector.ts";
import { timeOf } from "./time.ts";
import type { Maybe, WireMeta, WireNode } from "./wire.ts";
import type {
  WireBudget,
  WireCertificateRequest,
  WireConfigMap,
  WirePersistentVolume,
} from "./wire-facts.ts";

export function projectNodeFacts(node: WireNode): NodeFacts {
  const { metadata } = node;
  return {
    ...projectNode(node),
    ...versionOf(metadata),
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    cordonedWith:
      metadata?.managedFields?.find((entry) => ownsUnschedulable(entry?.fieldsV1))?.manager ?? undefined,
  };
}

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management; a field has one owner unless it is applied. */
function ownsUnschedulable(fields: Maybe<Readonly<Record<string, unknown>>>): boolean {
  const spec = fields?.["f:spec"];
  return typeof spec === "object" && spec !== null && "f:unschedulable" in spec;
}

export function projectBudget({ metadata, spec, status }: WireBudget): DisruptionBudget {
  const always = spec?.unhealthyPodEvictionPolicy === "AlwaysAllow";
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    selector: projectSelector(spec?.selector),
    minAvailable: String(spec?.minAvailable ?? ""),
    maxUnavailable: String(spec?.maxUnavailable ?? ""),
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    currentHealthy: status?.currentHealthy ?? 0,
    desiredHealthy: status?.desiredHealthy ?? 0,
    expectedPods: status?.expectedPods ?? 0,
    unhealthyPodEvictionPolicy: always ? "AlwaysAllow" : "IfHealthyBudget",
    current: (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0),
  };
}

export function projectConfigMap({ metadata, data }: WireConfigMap): ConfigMap {
  return {
    ...versionOf(metadata),
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    annotations: metadata?.annotations ?? {},
    data: data ?? {},
  };
}

export function projectCertificateRequest(object: WireCertificateRequest): CertificateRequest {
  const { metadata, spec, status } = object;
  return {
    ...versionOf(metadata),
    name: metadata?.name ?? "",
    createdAt: timeOf(metadata?.creationTimestamp),
    username: spec?.username ?? "",
    groups: spec?.groups ?? [],
    signer: spec?.signerName ?? "",
    usages: spec?.usages ?? [],
    expirationSeconds: spec?.expirationSeconds ?? undefined,
    request: Buffer.from(spec?.request ?? "", "base64").toString("utf8"),
    conditions: (status?.conditions ?? []).map((each) => ({
      type: each.type ?? "",
      reason: each.reason ?? "",
      message: each.message ?? "",
      since: timeOf(each.lastUpdateTime),
    })),
    issued: (status?.certificate ?? "") !== "",
  };
}

// The rest of spec names the kind of volume by its one field.
const notAKind = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);

export function projectVolume({ metadata, spec }: WirePersistentVolume): PersistentVolume {
  const claim = spec?.claimRef;
  return {
    name: metadata?.name ?? "",
    claim: claim ? { namespace: claim.namespace ?? "", name: claim.name ?? "" } : undefined,
    kind: Object.keys(spec ?? {}).find((key) => !notAKind.has(key)) ?? "",
    nodeAffinity: projectNodeTerms(spec?.nodeAffinity?.required),
  };
}

export function versionOf(metadata: Maybe<WireMeta>): Version {
  return { uid: metadata?.uid ?? "", resourceVersion: metadata?.resourceVersion ?? "" };
}
