// The HTTP port: liveness, readiness, metrics, and Slack's requests in HTTP mode.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { ConfigError } from "#src/base/errors.ts";
import type { components } from "./openapi.generated.ts";

export type Health = components["schemas"]["Health"];

export type HttpParts = {
  readonly port: number;
  readonly ready: () => Health;
  /** Prometheus text. */
  readonly metrics: () => string;
  /** HTTP mode: takes POST /slack/events. */
  readonly slack: RequestListener | undefined;
  /** By path: what is open only to whoever brings a token. */
  readonly doors?: Readonly<Record<string, RequestListener>>;
};

export type HttpServer = { readonly port: number; readonly close: () => Promise<void> };

/**
 * Listens on all addresses of `port` (0 picks a free one).
 * @throws ConfigError when the port is taken
 */
export async function serveHttp({ port, ready, metrics, slack, doors = {} }: HttpParts): Promise<HttpServer> {
  // What a request does must not end the process: an error thrown here would be an uncaught exception.
  const server = createServer((request, response) => {
    try {
      route(request, response);
    } catch {
      if (!response.headersSent) send(response, 500, "text/plain", "internal error\n");
    }
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new ConfigError(`Wheelhouse cannot listen on PORT ${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function route(request: IncomingMessage, response: ServerResponse): void {
    const [path] = (request.url ?? "/").split("?", 1);
    if (path === "/slack/events" && slack) return slack(request, response);
    const door = Object.hasOwn(doors, path ?? "/") ? doors[path ?? "/"] : undefined;
    if (door) return door(request, response);
    if (request.method !== "GET") {
      response.setHeader("allow", "GET");
      return send(response, 405, "text/plain", "method not allowed\n");
    }
    if (path === "/livez") return sendHealth(response, { ok: true, checks: {} });
    if (path === "/readyz") return sendHealth(response, ready());
    if (path === "/metrics")
      return send(response, 200, "text/plain; version=0.0.4; charset=utf-8", metrics());
    send(response, 404, "text/plain", "not found\n");
  }
}

function sendHealth(response: ServerResponse, health: Health): void {
  send(response, health.ok ? 200 : 503, "application/json", `${JSON.stringify(health)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}
