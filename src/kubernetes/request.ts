// HTTP to one API server: GET requests over one keep-alive agent, as streams, with deadlines.
import type { IncomingMessage, RequestOptions } from "node:http";
import type { Clock } from "#src/clock.ts";
import { createAgent } from "./agent.ts";
import { readBody } from "./body.ts";
import type { Credentials, Endpoint } from "./credentials.ts";
import { isProtobuf } from "./encoding.ts";
import { AnsweredError, errorCode, SilentError } from "./failure.ts";
import { readProtobufStatus } from "./protobuf-event.ts";
import { isTlsRefusal } from "./tls-codes.ts";
import type { WireStatus } from "./wire.ts";

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
};

export type ApiServer = {
  /** `https://10.0.0.10:6443`; "" until the credentials are known. */
  readonly server: () => string;
  /**
   * The answer's head has arrived; its body is the caller's to read or destroy. Throws AnsweredError for anything but
   * 2xx, SilentError, UnreachableError without credentials, or Node's own error.
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
    asked.signal.throwIfAborted();
    try {
      return await openWith(endpoint, path, asked);
    } catch (error) {
      if (!isRefusal(error) || !(await credentials.refused(endpoint))) throw error;
    }
    asked.signal.throwIfAborted();
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
    const sent = sendNow(endpoint, path, {
      agent: agent.for(endpoint),
      headers: headersFor(endpoint, asked),
      signal,
    });
    void clock.sleep(answerMs, deadline.signal).then(() => {
      if (!deadline.signal.aborted) sent.giveUp(new SilentError("answer", answerMs));
    });
    try {
      return await sent.answer;
    } finally {
      deadline.abort();
    }
  }
}

/** The connection was reset before a byte of the answer, and it was not a new one. */
class StaleConnectionError extends Error {}

type Sent = { readonly answer: Promise<IncomingMessage>; readonly giveUp: (error: Error) => void };

function sendNow(endpoint: Endpoint, path: string, options: RequestOptions): Sent {
  const url = `${endpoint.server}${path}`;
  const request = url.startsWith("https:") ? https.get(url, options) : http.get(url, options);
  request.once("socket", (socket) => socket.setKeepAlive(true, keepAliveMs));
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    // Stays for the life of the request: a reset after the head must not become an uncaught error.
    request.on("error", (error) => {
      const stale = request.reusedSocket && errorCode(error) === "ECONNRESET";
      reject(stale ? new StaleConnectionError("stale connection", { cause: error }) : error);
    });
  });
  return { answer, giveUp: (error) => request.destroy(error) };
}

function headersFor(endpoint: Endpoint, { accept = "application/json" }: Asked): Record<string, string> {
  return { ...endpoint.headers, accept, "user-agent": "wheelhouse" };
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
