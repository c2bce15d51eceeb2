// The JSON of everything but Nodes and Pods cut down to the records of objects.ts.
import type { DaemonSet, Endpoint, KubeEvent, Lease, Service } from "../objects.ts";
import { timeOf } from "./time.ts";
import type { WireDaemonSet, WireEndpointSlice, WireEvent, WireLease, WireService } from "./wire.ts";

export function projectDaemonSet({ metadata, spec, status }: WireDaemonSet): DaemonSet {
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    desired: status?.desiredNumberScheduled ?? 0,
    current: status?.currentNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    misscheduled: status?.numberMisscheduled ?? 0,
    images: (spec?.template?.spec?.containers ?? []).map((each) => each.image ?? ""),
    labels: metadata?.labels ?? {},
  };
}

export function projectLease({ metadata, spec }: WireLease): Lease {
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    holder: spec?.holderIdentity ?? "",
    renewedAt: timeOf(spec?.renewTime),
    durationSeconds: spec?.leaseDurationSeconds ?? 0,
  };
}

/**
 * Recorders of the old API set first, last and count; those of events.k8s.io set eventTime and, once it repeats,
 * series. Core v1 serves both kinds.
 */
export function projectEvent(event: WireEvent): KubeEvent {
  const { metadata, involvedObject, series } = event;
  const createdAt = timeOf(metadata?.creationTimestamp);
  const firstAt = timeOf(event.firstTimestamp) || timeOf(event.eventTime) || createdAt;
  return {
    namespace: metadata?.namespace ?? "",
    type: event.type ?? "",
    reason: event.reason ?? "",
    message: event.message ?? "",
    object: { kind: involvedObject?.kind ?? "", name: involvedObject?.name ?? "" },
    count: Math.max(series?.count ?? 0, event.count ?? 0, 1),
    firstAt,
    lastAt: Math.max(timeOf(series?.lastObservedTime), timeOf(event.lastTimestamp), firstAt),
  };
}

export function projectService({ metadata, spec, status }: WireService): Service {
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    type: spec?.type ?? "ClusterIP",
    clusterIP: spec?.clusterIP ?? "",
    externalIPs: spec?.externalIPs ?? [],
    loadBalancer: (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? ""),
    ports: (spec?.ports ?? []).map((each) => ({
      name: each.name ?? "",
      protocol: each.protocol ?? "TCP",
      port: each.port ?? 0,
      targetPort: String(each.targetPort ?? each.port ?? ""),
      nodePort: each.nodePort || undefined,
    })),
    selector: spec?.selector ?? {},
    externalTrafficPolicy: spec?.externalTrafficPolicy ?? "",
    createdAt: timeOf(metadata?.creationTimestamp),
  };
}

/** A slice without conditions.ready counts as ready, as the API says. */
export function projectEndpoints({ metadata, endpoints }: WireEndpointSlice): readonly Endpoint[] {
  return (endpoints ?? []).map((each) => ({
    namespace: metadata?.namespace ?? "",
    service: metadata?.labels?.["kubernetes.io/service-name"] ?? "",
    addresses: each.addresses ?? [],
    ready: each.conditions?.ready ?? true,
    node: each.nodeName ?? "",
    pod: each.targetRef?.kind === "Pod" ? (each.targetRef.name ?? "") : "",
  }));
}
