// Failures that a test orders: the next so many matching requests go wrong in the way asked for.
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendStatus } from "./respond.ts";
import { fail, internalError, tooManyRequests, tooOldVersion } from "./status.ts";
import { isChange, type Target } from "./target.ts";

export type Fault = {
  readonly match?: {
    readonly resource?: string;
    readonly verb?: string;
    /** Only what changes something. */
    readonly changes?: true;
  };
  /** `hang` does nothing and says nothing; `lost` does what is asked, and nobody hears of it. */
  readonly kind: "410" | "429" | "500" | "503" | "garbage" | "hang" | "lost" | "reset";
  /** How many matching requests pass first; none when not given. */
  readonly after?: number;
  /** How many requests fail; 1 when not given. */
  readonly times?: number;
  /** Retry-After of a 429 or 503. */
  readonly retryAfterSeconds?: number;
};

/** A request that fails; `over` is called once it has. */
export type Hit = { readonly fault: Fault; readonly over: () => void };

export type Faults = {
  /** Resolves once a request has failed so. */
  readonly add: (fault: Fault) => Promise<void>;
  readonly clear: () => void;
  /** The fault that hits this request, counted off. */
  readonly take: (target: Target | undefined) => Hit | undefined;
};

type Pending = Hit & { passing: number; left: number };

export function makeFaults(): Faults {
  let pending: readonly Pending[] = [];
  return {
    add: (fault) =>
      new Promise((over) => {
        pending = [...pending, { fault, over, passing: fault.after ?? 0, left: fault.times ?? 1 }];
      }),
    clear: () => {
      pending = [];
    },
    take: (target) => {
      const hit = pending.find(({ fault }) => hits(fault, target));
      if (hit === undefined) return undefined;
      if (hit.passing > 0) {
        hit.passing -= 1;
        return undefined;
      }
      hit.left -= 1;
      pending = pending.filter(({ left }) => left > 0);
      return hit;
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
  if (match.changes && !isChange(target?.verb)) return false;
  return match.verb === undefined || match.verb === target?.verb;
}
