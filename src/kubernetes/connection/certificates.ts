// Until when the certificates are valid that are served where a cluster is reached, and what Wheelhouse itself shows there.
import type { CertificateEnd } from "../facts.ts";
import type { Node } from "../objects.ts";
import { addressOf, readServed, type Served, type Validity, validityOf } from "./certificate-dates.ts";
import type { Endpoint } from "./endpoint.ts";

const kubeletPort = 10_250;
/** Handshakes at a time: this is nobody's emergency. */
const atOnce = 4;

const loopback = /^(127\.|localhost$|::1$)/;

type Handshake = (served: Served, signal: AbortSignal) => Promise<Validity | undefined>;
type Place = Pick<CertificateEnd, "of" | "at"> & { readonly node?: string; readonly served: Served };

/** The API server at its address and on each control plane, the kubelet of each node, and our own. What does not answer has no dates. */
export async function readCertificates(
  endpoint: Endpoint,
  nodes: readonly Node[],
  signal: AbortSignal,
  handshake: Handshake = readServed,
): Promise<readonly CertificateEnd[]> {
  const places = placesOf(endpoint, nodes);
  // Through a tunnel the addresses of the nodes mean nothing here, or other machines: nobody shakes hands with those.
  const isTunnel = loopback.test(addressOf(endpoint.server).host);
  const ends: CertificateEnd[] = [];
  for (let first = 0; first < places.length; first += atOnce) {
    signal.throwIfAborted();
    const some = places.slice(first, first + atOnce);
    ends.push(
      ...(await Promise.all(
        some.map(async ({ served, ...place }) => {
          const isFar = isTunnel && place.node !== undefined;
          return { ...place, validity: isFar ? undefined : await handshake(served, signal) };
        }),
      )),
    );
  }
  return [...ends, ...ownEnds(endpoint)];
}

function placesOf({ server, servername }: Endpoint, nodes: readonly Node[]): readonly Place[] {
  const main = addressOf(server);
  const kubelets = nodes.flatMap((node) => placeOn(node, "kubelet", kubeletPort));
  const servers = nodes.filter(isControlPlane).flatMap((node) => placeOn(node, "API server", main.port));
  const others = servers.filter(({ served }) => served.host !== main.host);
  return [{ of: "API server", at: server, served: { ...main, servername } }, ...others, ...kubelets];
}

function placeOn({ name, addresses }: Node, of: Place["of"], port: number): readonly Place[] {
  const host = addresses.find(({ type }) => type === "InternalIP")?.address;
  return host === undefined
    ? []
    : [{ of, at: `${name} (${host}:${port})`, node: name, served: { host, port } }];
}

function isControlPlane({ roles }: Node): boolean {
  return roles.includes("control-plane");
}

function ownEnds({ cert, headers }: Endpoint): readonly CertificateEnd[] {
  const of = "Wheelhouse";
  const certificate = cert === undefined ? undefined : validityOf(cert);
  const token = tokenValidity(headers.authorization ?? headers.Authorization);
  return [
    ...(certificate ? [{ of, at: "its client certificate", validity: certificate } as const] : []),
    ...(token ? [{ of, at: "its token", validity: token } as const] : []),
  ];
}

/** A JWT's own dates; nothing of it is kept. One that lives for less is made anew by whatever made it. */
const shortLivedMs = 2 * 24 * 3_600_000;

export function tokenValidity(authorization: string | undefined): Validity | undefined {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/.exec(authorization ?? "")?.[1];
  if (payload === undefined) return undefined;
  try {
    const { iat, exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<
      string,
      unknown
    >;
    if (typeof iat !== "number" || typeof exp !== "number") return undefined;
    const validity = { from: iat * 1_000, until: exp * 1_000 };
    return validity.until - validity.from > shortLivedMs ? validity : undefined;
  } catch {
    return undefined;
  }
}
