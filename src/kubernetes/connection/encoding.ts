// Which encoding an API server speaks for a resource, and how we ask for it.
import type { IncomingMessage } from "node:http";

/** What this API server turned out not to know; shared by the reflectors of one cluster, true until proven wrong. */
export type Abilities = {
  /** Lists as streams (sendInitialEvents); off in Kubernetes 1.31 and before, and in 1.33. */
  watchList: boolean;
  protobuf: boolean;
};

const protobufType = "application/vnd.kubernetes.protobuf";

/** Protobuf costs the API server a quarter and us a tenth of JSON; the server may still choose JSON. */
export function acceptFor(
  codec: { readonly fromProtobuf?: unknown },
  abilities: Abilities,
  form: "list" | "watch",
): string {
  if (codec.fromProtobuf === undefined || !abilities.protobuf) return "application/json";
  return `${protobufType}${form === "watch" ? ";stream=watch" : ""}, application/json`;
}

export function isProtobuf(answer: IncomingMessage): boolean {
  return (answer.headers["content-type"] ?? "").startsWith(protobufType);
}
