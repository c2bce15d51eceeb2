// EndpointSlices and Endpoints follow the services' selectors and the pods' readiness.
import { isReady } from "../disruption.ts";
import { at, type Fields, type KubeObject, labelsAt, listAt, numberAt, textAt } from "../object.ts";
import { matchesLabels } from "../selectors.ts";
import { isActive, nodeOf, suffix } from "./pods.ts";
import type { World } from "./world.ts";

export function publishEndpoints(world: World): void {
  for (const service of world.store.list("services")) {
    const selector = labelsAt(service, "spec.selector");
    if (Object.keys(selector).length === 0) continue;
    const pods = world.store
      .list("pods", service.metadata.namespace)
      .filter(
        (pod) =>
          matchesLabels(selector, pod.metadata.labels ?? {}) &&
          isActive(pod) &&
          textAt(pod, "status.podIP") !== "",
      );
    publishSlice(world, service, pods);
    publishLegacy(world, service, pods);
  }
  for (const slice of world.store.list("discovery.k8s.io/endpointslices")) removeOrphan(world, slice);
}

function publishSlice(world: World, service: KubeObject, pods: readonly KubeObject[]): void {
  const { namespace, name, uid } = service.metadata;
  const existing = sliceOf(world, service);
  world.store.put({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    addressType: "IPv4",
    metadata: existing?.metadata ?? {
      name: `${name}-${suffix()}`,
      namespace,
      generateName: `${name}-`,
      labels: {
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "kubernetes.io/service-name": name,
      },
      ownerReferences: [
        { apiVersion: "v1", blockOwnerDeletion: true, controller: true, kind: "Service", name, uid },
      ],
    },
    endpoints: pods.map((pod) => ({
      addresses: [textAt(pod, "status.podIP")],
      conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
      nodeName: nodeOf(pod),
      targetRef: targetOf(pod),
    })),
    ports: slicePorts(service),
  });
}

function sliceOf(world: World, service: KubeObject): KubeObject | undefined {
  return world.store
    .list("discovery.k8s.io/endpointslices", service.metadata.namespace)
    .find((slice) => slice.metadata.labels?.["kubernetes.io/service-name"] === service.metadata.name);
}

function publishLegacy(world: World, service: KubeObject, pods: readonly KubeObject[]): void {
  const { namespace, name } = service.metadata;
  const existing = world.store.get("endpoints", namespace, name);
  const address = (pod: KubeObject) => ({
    ip: textAt(pod, "status.podIP"),
    nodeName: nodeOf(pod),
    targetRef: targetOf(pod),
  });
  const ready = pods.filter(isReady).map(address);
  const notReady = pods.filter((pod) => !isReady(pod)).map(address);
  const subset = {
    ...(ready.length > 0 && { addresses: ready }),
    ...(notReady.length > 0 && { notReadyAddresses: notReady }),
    ports: slicePorts(service),
  };
  world.store.put({
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: existing?.metadata ?? {
      name,
      namespace,
      labels: { "endpoints.kubernetes.io/managed-by": "endpoint-controller" },
    },
    ...(pods.length > 0 && { subsets: [subset] }),
  });
}

function slicePorts(service: KubeObject): readonly Fields[] {
  return listAt(service, "spec.ports").map((port) => ({
    name: textAt(port, "name"),
    port: numberAt(port, "targetPort", numberAt(port, "port")),
    protocol: textAt(port, "protocol") || "TCP",
  }));
}

function targetOf({ metadata: { namespace, name, uid } }: KubeObject): Fields {
  return { kind: "Pod", namespace, name, uid };
}

function removeOrphan(world: World, slice: KubeObject): void {
  const { namespace, name, labels } = slice.metadata;
  const service = labels?.["kubernetes.io/service-name"];
  if (service === undefined || at(slice, "metadata.ownerReferences") === undefined) return;
  if (world.store.get("services", namespace, service) === undefined) {
    world.store.remove("discovery.k8s.io/endpointslices", namespace, name);
  }
}
