// HTTP to one API server: reads over one keep-alive agent, changes each over a connection of its own; with deadlines.
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "#src/base/clock.ts";
import { readProtobufStatus } from "../wire/protobuf-event.ts";
import type { WireStatus } from "../wire/wire.ts";
import { createAgent } from "./agent.ts";
import { readBody } from "./body.ts";
import type { Credentials } from "./credentials.ts";
import { isProtobuf } from "./encoding.ts";
import type { Endpoint } from "./endpoint.ts";
import { AnsweredError, errorCode, SilentError, UnsentError } from "./failure.ts";
import { isTlsRefusal } from "./tls-codes.ts";

// `import "node:http"` as a module would load undici too (13 MB): its namespace reads every lazy getter.
const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");

export type Asked = {
  readonly accept?: string;
  readonly signal: AbortSignal;
  /** How long the first byte of the answer may take. */
  readonly answerMs?: number;
  /** Statuses beside 2xx that are an answer. */
  readonly alsoFine?: readonly number[];
  /** Without it, a GET. */
  readonly change?: Change;
};

/** What changes the cluster. It goes out once; only what was refused for its credentials is asked again with new ones. */
export type Change = {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly contentType: string;
  readonly body: string;
  /** Asked in the moment before the first byte leaves, each time; what it throws holds the change back. */
  readonly leaving: () => void;
};

export type ApiServer = {
  /** `https://10.0.0.10:6443`; "" until the credentials are known. */
  readonly server: () => string;
  /**
   * The answer's head has arrived; its body is the caller's to read or destroy. Throws AnsweredError for anything but
   * 2xx, SilentError, UnreachableError without credentials, or Node's own error; for a change that never left, UnsentError.
   */
  readonly open: (path: string, asked: Asked) => Promise<IncomingMessage>;
  readonly close: () => void;
};

type Options = { readonly credentials: Credentials; readonly clock: Clock };

const answerMsByDefault = 30_000;
const keepAliveMs = 15_000;

export function createApiServer({ credentials, clock }: Options): ApiServer {
  const agent = createAgent();
  return { server: () => credentials.current()?.server ?? "", open, close: agent.close };

  // Refused credentials may have been replaced on disk since: load them again, and if they changed, ask once more.
  async function open(path: string, asked: Asked): Promise<IncomingMessage> {
    const endpoint = await credentials.get();
    refuseIfAborted(asked);
    try {
      return await openWith(endpoint, path, asked);
    } catch (error) {
      if (!isRefusal(error) || !(await credentials.refused(endpoint))) throw error;
    }
    refuseIfAborted(asked);
    return openWith(await credentials.get(), path, asked);
  }

  async function openWith(endpoint: Endpoint, path: string, asked: Asked): Promise<IncomingMessage> {
    const answer = await sendTwice(endpoint, path, asked);
    const status = answer.statusCode ?? 0;
    if (status !== 401) credentials.worked();
    if ((status >= 200 && status < 300) || asked.alsoFine?.includes(status)) return answer;
    throw await refusalIn(answer, asked.signal, clock);
  }

  // The server may close an idle connection in the very moment we use it again; that says nothing about the server.
  // A change has a new connection, so this never sends one twice.
  async function sendTwice(endpoint: Endpoint, path: string, asked: Asked): Promise<IncomingMessage> {
    try {
      return await send(endpoint, path, asked);
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return send(endpoint, path, asked);
    }
  }

  async function send(endpoint: Endpoint, path: string, asked: Asked): Promise<IncomingMessage> {
    const deadline = new AbortController();
    const answerMs = asked.answerMs ?? answerMsByDefault;
    const signal = asked.signal;
    const options = { headers: headersFor(endpoint, asked), signal };
    const sent = asked.change
      ? sendChange(endpoint, path, { ...options, agent: agent.once(endpoint) }, asked.change)
      : sendNow(endpoint, path, { ...options, agent: agent.for(endpoint) });
    void clock.sleep(answerMs, deadline.signal).then(() => {
      if (!deadline.signal.aborted) sent.giveUp(new SilentError("answer", answerMs));
    });
    try {
      return await sent.answer;
    } finally {
      // Nobody reads why, and without a reason Node makes an error of it, with its stack, for each request.
      deadline.abort(null);
    }
  }
}

function refuseIfAborted({ signal, change }: Asked): void {
  if (!signal.aborted) return;
  throw change ? new UnsentError(signal.reason) : signal.reason;
}

/** The connection was reset before a byte of the answer, and it was not a new one. */
class StaleConnectionError extends Error {}

type Sent = { readonly answer: Promise<IncomingMessage>; readonly giveUp: (error: Error) => void };

function sendNow(endpoint: Endpoint, path: string, options: RequestOptions): Sent {
  const request = requestTo(endpoint, path, options);
  request.end();
  return answerOf(request, (error) => {
    const stale = request.reusedSocket && errorCode(error) === "ECONNRESET";
    return stale ? new StaleConnectionError("stale connection", { cause: error }) : error;
  });
}

function sendChange(endpoint: Endpoint, path: string, options: RequestOptions, change: Change): Sent {
  const { method, body, leaving } = change;
  const request = requestTo(endpoint, path, { ...options, method });
  let mayHaveLeft = false;
  // Nothing is written before the handshake is over, and there is no early data. Node writes after this listener was told.
  request.once("socket", (socket) => onceUsable(socket, endpoint, leave));
  request.end(body);
  return answerOf(request, (error) => (mayHaveLeft ? error : new UnsentError(error)));

  // Credentials, a connection and a handshake took their time: what was approved before them may not be any more.
  function leave(): void {
    if (request.destroyed) return;
    try {
      leaving();
      mayHaveLeft = true;
    } catch (error) {
      request.destroy(error as Error);
    }
  }
}

function onceUsable(socket: Socket, { server }: Endpoint, then: () => void): void {
  const encrypted = server.startsWith("https:");
  const handshaking =
    socket.connecting || (encrypted && "secureConnecting" in socket && socket.secureConnecting);
  if (!handshaking) return then();
  socket.once(encrypted ? "secureConnect" : "connect", then);
}

function requestTo(endpoint: Endpoint, path: string, options: RequestOptions): ClientRequest {
  const url = `${endpoint.server}${path}`;
  const request = url.startsWith("https:") ? https.request(url, options) : http.request(url, options);
  request.once("socket", (socket) => socket.setKeepAlive(true, keepAliveMs));
  return request;
}

function answerOf(request: ClientRequest, judge: (error: Error) => Error): Sent {
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    // Stays for the life of the request: a reset after the head must not become an uncaught error.
    request.on("error", (error) => reject(judge(error)));
  });
  return { answer, giveUp: (error) => request.destroy(error) };
}

function headersFor(
  endpoint: Endpoint,
  { accept = "application/json", change }: Asked,
): Record<string, string> {
  const headers = { ...endpoint.headers, accept, "user-agent": "wheelhouse" };
  if (change === undefined) return headers;
  // Node sends the body of a DELETE without its length unless told, and the API server then takes it for empty:
  // preconditions would be lost.
  const length = String(Buffer.byteLength(change.body));
  return { ...headers, "content-type": change.contentType, "content-length": length };
}

function isRefusal(error: unknown): boolean {
  return error instanceof AnsweredError ? error.status === 401 : isTlsRefusal(errorCode(error));
}

const maxStatusBytes = 64 * 1024;
const statusIdleMs = 10_000;

async function refusalIn(answer: IncomingMessage, signal: AbortSignal, clock: Clock): Promise<AnsweredError> {
  const status = answer.statusCode ?? 0;
  const limits = { limitBytes: maxStatusBytes, signal, patience: { clock, ms: statusIdleMs } };
  const body = await readBody(answer, limits).catch(() => Buffer.alloc(0));
  const { reason, message, details } = statusIn(answer, body);
  const seconds = Number(answer.headers["retry-after"] ?? details?.retryAfterSeconds ?? Number.NaN);
  return new AnsweredError({
    status,
    reason: reason ?? "",
    said: message ?? "",
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    causes: (details?.causes ?? []).map((each) => ({
      reason: each.reason ?? "",
      message: each.message ?? "",
      field: each.field ?? "",
    })),
  });
}

// A proxy in between may answer with anything at all.
function statusIn(answer: IncomingMessage, body: Buffer): WireStatus {
  try {
    if (isProtobuf(answer)) return readProtobufStatus(body);
    const parsed: unknown = JSON.parse(body.toString());
    // The border: foreign JSON, of which only optional fields are read.
    return typeof parsed === "object" && parsed !== null ? (parsed as WireStatus) : {};
  } catch {
    return {};
  }
}
