// A streamed list as an API server sends it, serialised beforehand: slabs of whole frames, and the bookmark that ends it.
import { encodeWatchEvent } from "../../playground/cluster/protobuf.ts";
import { podNumber } from "./pod.ts";

export type Encoding = "protobuf" | "json";

/** Lists may be any multiple of so many pods. */
export const podsPerSlab = 100;

export function slabsOf(pods: number, encoding: Encoding): readonly Buffer[] {
  return Array.from({ length: Math.ceil(pods / podsPerSlab) }, (_, slab) =>
    Buffer.concat(
      Array.from({ length: podsPerSlab }, (_, index) =>
        frame("ADDED", podNumber(slab * podsPerSlab + index), encoding),
      ),
    ),
  );
}

export function endOfList(kind: string, encoding: Encoding): Buffer {
  const apiVersion = { DaemonSet: "apps/v1", Lease: "coordination.k8s.io/v1" }[kind] ?? "v1";
  const annotations = { "k8s.io/initial-events-end": "true" };
  const metadata = { resourceVersion: "9000000", annotations };
  return frame("BOOKMARK", { apiVersion, kind, metadata }, encoding);
}

type Sent = Parameters<typeof encodeWatchEvent>[2] & { readonly kind: string };

function frame(type: string, object: Sent, encoding: Encoding): Buffer {
  if (encoding === "json") return Buffer.from(`${JSON.stringify({ type, object })}\n`);
  return encodeWatchEvent(type, object.kind, object);
}
