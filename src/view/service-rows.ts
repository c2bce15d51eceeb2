// Services: what answers behind them, and at which addresses from outside.
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

export function portsOf({ ports }: Service): string {
  return ports
    .map(
      ({ port, protocol, nodePort }) =>
        `${port}${nodePort ? `:${nodePort}` : ""}${protocol === "TCP" ? "" : `/${protocol}`}`,
    )
    .join(", ");
}

/**
 * Where a NodePort should answer: every node's internal address, or only the nodes with a ready backend when
 * externalTrafficPolicy is Local.
 */
export function nodePortUrls(
  service: Service,
  { ready }: Backends,
  nodes: readonly Node[],
): readonly string[] {
  const local = service.externalTrafficPolicy === "Local";
  const serving = nodes.filter(({ name }) => !local || ready.some(({ node }) => node === name));
  return service.ports.flatMap(({ nodePort, name, port, protocol }) => {
    if (!nodePort) return [];
    const scheme =
      protocol !== "TCP" ? protocol.toLowerCase() : port === 443 || name === "https" ? "https" : "http";
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
