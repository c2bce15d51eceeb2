// Writes an answer: JSON or protobuf, compressed when it is big and the client can take it.
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzip } from "node:zlib";
import { type Status, statusBody } from "./status.ts";

const GZIP_FROM_BYTES = 128 * 1024; // the API server's own threshold

export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  body: object,
): void {
  send(request, response, { code, type: "application/json", body: Buffer.from(`${JSON.stringify(body)}\n`) });
}

export function sendText(response: ServerResponse, code: number, body: string | Buffer): void {
  response.writeHead(code, {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

export function sendStatus(request: IncomingMessage, response: ServerResponse, status: Status): void {
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
  sendJson(request, response, status.code, statusBody(status));
}

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: { readonly code: number; readonly type: string; readonly body: Buffer },
): void {
  const headers = {
    "Content-Type": answer.type,
    "Cache-Control": "no-cache, private",
    "Audit-Id": crypto.randomUUID(),
  };
  const compress =
    answer.body.length > GZIP_FROM_BYTES && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  if (!compress) {
    response.writeHead(answer.code, { ...headers, "Content-Length": answer.body.length });
    response.end(answer.body);
    return;
  }
  gzip(answer.body, { level: 1 }, (error, packed) => {
    if (error !== null) return void response.destroy(error);
    response.writeHead(answer.code, { ...headers, "Content-Encoding": "gzip", Vary: "Accept-Encoding" });
    response.end(packed);
  });
}
