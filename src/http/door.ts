// One way in over HTTP: the method, the token, the allowance and the length of the body are asked in this order, before anything is read.

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { readBody } from "#src/base/read-body.ts";
import { bearerOf, createAllowance, type Known } from "./tokens.ts";

export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

type DoorParts<Token extends Known> = {
  readonly method: "GET" | "POST";
  readonly tokens: readonly Token[];
  /** `body` is the JSON of a POST. A failure that it throws is a bug or an outage: 500, so that the sender tries again. */
  readonly answer: (asked: {
    readonly token: Token;
    readonly body: unknown;
    readonly url: URL;
  }) => Promise<Reply>;
  readonly clock: Clock;
  readonly log: Log;
};

const longestBody = 1 << 20;

export function createDoor<Token extends Known>(parts: DoorParts<Token>): RequestListener {
  const { method, tokens, clock, log } = parts;
  const mayAsk = createAllowance(clock);
  return (request, response) => {
    void serve(request)
      .catch((error: unknown): Reply => {
        log.error("a request over HTTP failed", { path: request.url?.split("?", 1)[0], error });
        return { status: 500 };
      })
      .then((reply) => send(response, reply));
  };

  async function serve(request: IncomingMessage): Promise<Reply> {
    if (request.method !== method) return { status: 405, headers: { allow: method } };
    const token = bearerOf(tokens, request.headers.authorization);
    if (!token) return { status: 401, headers: { "www-authenticate": "Bearer" } };
    if (!mayAsk(token.name)) return { status: 429, headers: { "retry-after": "10" } };
    const url = new URL(request.url ?? "/", "http://door");
    if (method === "GET") return parts.answer({ token, body: undefined, url });
    const text = await readBody(request, longestBody);
    if (text === undefined) return { status: 413, headers: { connection: "close" } };
    const body = parsed(text.toString());
    return body === undefined ? { status: 400 } : parts.answer({ token, body, url });
  }
}

/** Undefined when it is no JSON, which never says so itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  if (response.destroyed) return;
  const text = body === undefined ? "" : `${JSON.stringify(body)}\n`;
  const type = body === undefined ? {} : { "content-type": "application/json" };
  response.writeHead(status, { "cache-control": "no-store", ...type, ...headers }).end(text);
}
