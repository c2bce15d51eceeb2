// An HTTP server that answers each request as the test says, one after the other.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Call = {
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  /** The whole of it, once it came. */
  readonly body: Promise<string>;
  /** Sends a whole answer. */
  readonly answer: (status: number, body: unknown, headers?: Record<string, string>) => void;
  /** Begins a watch; what follows is up to the test. */
  readonly stream: (contentType?: string) => void;
  /** Begins a failure of which the body follows. */
  readonly fail: (status: number) => void;
  /** Sends one event of a JSON watch. */
  readonly event: (type: string, object: unknown) => void;
  readonly write: (bytes: string | Buffer) => void;
  /** A clean end. */
  readonly end: () => void;
  /** A reset connection. */
  readonly cut: () => void;
  /** Resolves when the client is gone. */
  readonly closed: Promise<void>;
};

export type ScriptedServer = {
  readonly url: string;
  readonly port: number;
  /** The next request that nobody took yet. */
  readonly next: () => Promise<Call>;
  /** Requests so far, as `watch pods?from=10`-like paths. */
  readonly seen: readonly string[];
  /** Requests that nobody took yet. */
  readonly waiting: () => number;
  readonly stop: () => Promise<void>;
};

export async function startScriptedServer(port = 0): Promise<ScriptedServer> {
  const seen: string[] = [];
  const calls: Call[] = [];
  const takers: ((call: Call) => void)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    const call = callOf(request, response);
    const taker = takers.shift();
    if (taker) taker(call);
    else calls.push(call);
  });
  const listening = await listen(server, port);
  return {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    seen,
    waiting: () => calls.length,
    next: () => {
      const call = calls.shift();
      return call ? Promise.resolve(call) : new Promise((resolve) => takers.push(resolve));
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function callOf(request: IncomingMessage, response: ServerResponse): Call {
  response.on("error", () => {});
  return {
    url: new URL(request.url ?? "/", "http://127.0.0.1"),
    headers: request.headers,
    body: wholeBody(request),
    answer: (status, body, headers = {}) => {
      const text = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
    },
    stream: (contentType = "application/json") => {
      response.writeHead(200, { "content-type": contentType }).flushHeaders();
    },
    fail: (status) => response.writeHead(status, { "content-type": "application/json" }).flushHeaders(),
    event: (type, object) => response.write(`${JSON.stringify({ type, object })}\n`),
    write: (bytes) => response.write(bytes),
    end: () => response.end(),
    cut: () => request.socket.resetAndDestroy(),
    closed: new Promise((resolve) => response.once("close", () => resolve())),
  };
}

async function wholeBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return ""; // The client went away; a test that wants the body notices.
  }
  return Buffer.concat(chunks).toString("utf8");
}
