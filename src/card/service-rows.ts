// Services: what answers behind them, and at which addresses from outside.
import { isReady } from "#src/kubeadm/components.ts";
import type { Endpoint, Node, Service } from "#src/kubernetes/objects.ts";

export type Backends = { readonly ready: readonly Endpoint[]; readonly unready: readonly Endpoint[] };

export function backendsOf(service: Service, endpoints: readonly Endpoint[]): Backends {
  const own = endpoints.filter(
    (each) => each.namespace === service.namespace && each.service === service.name,
  );
  return { ready: own.filter(({ ready }) => ready), unready: own.filter(({ ready }) => !ready) };
}

/** A service that should have backends and has none that is ready; ExternalName has none by nature. */
export function isEmpty(service: Service, { ready }: Backends): boolean {
  return service.type !== "ExternalName" && ready.length === 0;
}

/** A LoadBalancer that nothing has given an address, as on a cluster without MetalLB or the like. */
export function isPending({ type, loadBalancer }: Service): boolean {
  return type === "LoadBalancer" && loadBalancer.length === 0;
}

/** The API server writes its own addresses behind this one; no selector, no pod. */
export function isApiServer({ namespace, name }: Service): boolean {
  return namespace === "default" && name === "kubernetes";
}

export function portsOf({ ports }: Service): string {
  return ports
    .map(
      ({ port, protocol, nodePort }) =>
        `${port}${nodePort ? `:${nodePort}` : ""}${protocol === "TCP" ? "" : `/${protocol}`}`,
    )
    .join(", ");
}

/**
 * Where a NodePort should answer: every ready node's internal address, or only those with a ready backend when
 * externalTrafficPolicy is Local.
 */
export function nodePortUrls(
  service: Service,
  { ready }: Backends,
  nodes: readonly Node[],
): readonly string[] {
  const local = service.externalTrafficPolicy === "Local";
  const withBackend = new Set(ready.map(({ node }) => node));
  const serving = nodes.filter((node) => isReady(node) && (!local || withBackend.has(node.name)));
  return service.ports.flatMap(({ nodePort, name, port, protocol }) => {
    if (!nodePort) return [];
    const isTls = port === 443 || port === 6443 || port === 8443 || name.startsWith("https");
    const scheme = protocol !== "TCP" ? protocol.toLowerCase() : isTls ? "https" : "http";
    return serving.flatMap((node) =>
      internalAddress(node).map((address) => `${scheme}://${address}:${nodePort}`),
    );
  });
}

function internalAddress({ addresses }: Node): readonly string[] {
  const address = addresses.find(({ type }) => type === "InternalIP")?.address;
  if (!address) return [];
  return [address.includes(":") ? `[${address}]` : address];
}
