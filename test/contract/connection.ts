// A connection with full rights to an API server, simulated or real, for tests that look at each answer byte by byte.
import { readFile } from "node:fs/promises";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { parse } from "yaml";
import { z } from "zod";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";

export type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
};

export type RequestOptions = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** A connection with full rights. */
export type Connection = {
  readonly server: string;
  /** The same, as the adapter takes it. */
  readonly endpoint: Endpoint;
  readonly request: (path: string, options?: RequestOptions) => Promise<Answer>;
  /** Opens a watch; read its events with `next`, and close it. */
  readonly stream: (path: string, options?: RequestOptions) => Promise<Stream>;
  /** The same server without any credentials but these headers. */
  readonly stranger: (path: string, headers: Readonly<Record<string, string>>) => Promise<Answer>;
};

export type Stream = {
  readonly status: number;
  /** The next piece up to and including what `take` finds; undefined at the end. */
  readonly next: (take: (buffer: Buffer) => number) => Promise<Buffer | undefined>;
  readonly close: () => void;
};

export type Json = { readonly [key: string]: unknown };

/** A connection by the client certificate of a kubeconfig. */
export async function connectBy(kubeconfig: string): Promise<Connection> {
  const config = Kubeconfig.parse(parse(await readFile(kubeconfig, "utf8")));
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  const ca = Buffer.from(cluster["certificate-authority-data"], "base64");
  const cert = Buffer.from(user["client-certificate-data"], "base64");
  const key = Buffer.from(user["client-key-data"], "base64");
  const { server } = cluster;

  const known = (path: string, options: RequestOptions = {}) =>
    open(new URL(path, server), { ca, cert, key }, options);
  return {
    server,
    endpoint: {
      server,
      ca: `${ca}`,
      cert: `${cert}`,
      key: `${key}`,
      rejectUnauthorized: true,
      headers: {},
      ...nothing,
    },
    request: async (path, options) => collect(await known(path, options)),
    stranger: async (path, headers) => collect(await open(new URL(path, server), { ca }, { headers })),
    stream: async (path, options) => streamOf(await known(path, options)),
  };
}

const nothing = { proxy: undefined, servername: undefined };

const Kubeconfig = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }),
  ]),
  users: z.tuple([
    z.object({ user: z.object({ "client-certificate-data": z.string(), "client-key-data": z.string() }) }),
  ]),
});

type Tls = { readonly ca: Buffer; readonly cert?: Buffer; readonly key?: Buffer };

function open(
  url: URL,
  tls: Tls,
  { method = "GET", headers = {}, body }: RequestOptions,
): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  // node:http announces no length for a DELETE by itself, and the server would ignore the body.
  const own =
    text === undefined
      ? {}
      : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = httpsRequest(url, {
      ...tls,
      agent: false,
      method,
      headers: { ...own, ...headers },
    });
    sent.on("response", resolve);
    sent.on("error", reject);
    sent.end(text);
  });
}

async function collect(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

function streamOf(response: IncomingMessage): Stream {
  const chunks = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    status: response.statusCode ?? 0,
    close: () => response.destroy(),
    next: async (take) => {
      for (;;) {
        const end = take(rest);
        if (end > 0) {
          const piece = rest.subarray(0, end);
          rest = rest.subarray(end);
          return piece;
        }
        const { value, done } = await chunks.next();
        if (done) return undefined;
        rest = Buffer.concat([rest, value]);
      }
    },
  };
}

export function endOfLine(buffer: Buffer): number {
  return buffer.indexOf("\n") + 1;
}

function endOfFrame(buffer: Buffer): number {
  if (buffer.length < 4) return 0;
  const end = 4 + buffer.readUInt32BE(0);
  return buffer.length < end ? 0 : end;
}

export async function line(watch: Stream): Promise<{ readonly type: string; readonly object: Json }> {
  const piece = await watch.next(endOfLine);
  if (piece === undefined) throw new Error("the watch ended");
  return JSON.parse(piece.toString());
}

export async function frame(watch: Stream): Promise<Buffer> {
  const piece = await watch.next(endOfFrame);
  if (piece === undefined) throw new Error("the watch ended");
  return piece.subarray(4);
}
