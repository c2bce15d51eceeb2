// Failures that a test orders: the next so many matching requests go wrong in the way asked for.
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendStatus } from "./respond.ts";
import { fail, internalError, tooManyRequests, tooOldVersion } from "./status.ts";
import type { Target } from "./target.ts";

export type Fault = {
  readonly match?: { readonly resource?: string; readonly verb?: string };
  readonly kind: "410" | "429" | "500" | "503" | "garbage" | "hang" | "reset";
  /** How many requests fail; 1 when not given. */
  readonly times?: number;
  /** Retry-After of a 429 or 503. */
  readonly retryAfterSeconds?: number;
};

export type Faults = {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** The fault that hits this request, counted off. */
  readonly take: (target: Target | undefined) => Fault | undefined;
};

export function makeFaults(): Faults {
  let pending: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => pending.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      pending = [];
    },
    take: (target) => {
      const hit = pending.find(({ fault, left }) => left > 0 && hits(fault, target));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      pending = pending.filter(({ left }) => left > 0);
      return hit.fault;
    },
  };
}

/** Answers a request with the fault. */
export function commit(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === "hang") return;
  if (fault.kind === "reset") return void request.socket.destroy();
  if (fault.kind === "garbage") {
    response.writeHead(200, { "Content-Type": "application/json" });
    return void response.end(
      '{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVer\u0000<html>502 Bad Gateway',
    );
  }
  sendStatus(request, response, statusOf(fault));
}

function statusOf({ kind, retryAfterSeconds = 1 }: Fault) {
  if (kind === "429") return tooManyRequests(retryAfterSeconds).status;
  if (kind === "410") return tooOldVersion(1, 2).status;
  if (kind === "500") return internalError("etcdserver: request timed out").status;
  const message = "the server is currently unable to handle the request";
  return fail(503, "ServiceUnavailable", message, { retryAfterSeconds }).status;
}

function hits({ match = {} }: Fault, target: Target | undefined): boolean {
  if (match.resource !== undefined && match.resource !== target?.resource.name) return false;
  return match.verb === undefined || match.verb === target?.verb;
}
