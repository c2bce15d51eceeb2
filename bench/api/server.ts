// A process of its own: an API server that streams the first so many pods, of bytes made before anybody asks.
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeAuthority } from "../../playground/cluster/certificates.ts";
import { input, tell } from "../program.ts";
import { type Encoding, endOfList, podsPerSlab, slabsOf } from "./frames.ts";

export type ApiInput = { readonly pods: number; readonly encoding: Encoding };

/** Put the number of pods behind the addresses: `http://127.0.0.1:4000/10000` is a cluster of ten thousand. */
export type ApiReady = { readonly http: string; readonly https: string; readonly ca: string };

const { pods, encoding } = input<ApiInput>();
const slabs = slabsOf(pods, encoding);
const kinds: Readonly<Record<string, string>> = {
  nodes: "Node",
  pods: "Pod",
  daemonsets: "DaemonSet",
  leases: "Lease",
};

const day = 86_400_000;
const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
const authority = await makeAuthority(validity);
const plain = createServer(answer);
const tls = createTlsServer(await authority.server(validity), answer);
const ready: ApiReady = {
  http: `http://127.0.0.1:${await listen(plain)}`,
  https: `https://127.0.0.1:${await listen(tls)}`,
  ca: authority.ca,
};
tell(ready);

async function listen(server: typeof plain): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port; // a listening TCP server always has one
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [, count = "0", resource = ""] = /^\/(\d+)\/.*?(\w+)\?/.exec(request.url ?? "") ?? [];
  const kind = kinds[resource];
  if (kind === undefined) return void response.writeHead(404).end();
  const asked = request.headers.accept?.includes("protobuf") ? "protobuf" : "json";
  const spoken = kind === "Pod" ? encoding : asked;
  const sent = kind === "Pod" ? slabs.slice(0, Number(count) / podsPerSlab) : [];
  const end = endOfList(kind, spoken);
  response.writeHead(200, {
    "content-type":
      spoken === "json" ? "application/json" : "application/vnd.kubernetes.protobuf;stream=watch",
    "bench-bytes": sent.reduce((sum, slab) => sum + slab.length, end.length),
  });
  void stream(response, [...sent, end]);
}

// The watch stays open, as a real one: whoever only drains it counts the bytes.
async function stream(response: ServerResponse, sent: readonly Buffer[]): Promise<void> {
  for (const slab of sent) {
    if (response.destroyed) return;
    if (!response.write(slab)) await new Promise((resolve) => response.once("drain", resolve));
  }
}
