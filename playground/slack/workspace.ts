// A Slack workspace on this machine: it speaks Slack's protocol to the unmodified bot, and tests play the people.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEvents, type Events } from "./events.ts";
import { addFault } from "./faults.ts";
import { answerText } from "./http.ts";
import { visible } from "./messages.ts";
import { settingsFrom, type WorkspaceOptions } from "./options.ts";
import { createRateLimits } from "./rate-limits.ts";
import { answerResponseUrl } from "./response-url.ts";
import { type Saying, say } from "./say.ts";
import { createSocketMode } from "./socket-mode.ts";
import { type ApiCall, createState, type Fault, inFlight, type Message } from "./state.ts";
import { next, settled } from "./waiting.ts";
import { answerApiCall } from "./web-api.ts";

export type Workspace = {
  /** For SLACK_API_URL: "http://127.0.0.1:PORT/api/". */
  readonly apiUrl: string;
  /** Where the page and the console are served: "http://127.0.0.1:PORT". */
  readonly origin: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Every Web API call so far, without tokens. */
  readonly calls: readonly ApiCall[];
  readonly say: (saying: Saying) => Promise<{ ts?: string }>;
  /** What this person sees in a channel, oldest first. */
  readonly visible: (place: { as: string; channel: string }) => Message[];
  /** Resolves with the first true-ish answer of `look`, which is asked now and after every change. */
  readonly next: <T>(look: (workspace: Workspace) => T, timeoutMs?: number) => Promise<NonNullable<T>>;
  /** Resolves when nothing has been in flight and nothing has changed for `quietMs`. */
  readonly settled: (options?: { quietMs?: number; timeoutMs?: number }) => Promise<void>;
  /** Sends a whole event callback as it is; the same one twice is a duplicate. */
  readonly deliver: Events["deliver"];
  readonly fail: (fault: Fault) => void;
  readonly connections: () => number;
  readonly refresh: () => void;
  readonly drop: () => void;
  readonly close: () => Promise<void>;
};

/** Listens on 127.0.0.1 until closed. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const settings = settingsFrom(options);
  const state = createState(settings);
  const sockets = createSocketMode(state);
  const events = createEvents(state, sockets.send);
  const context = { state, events, limits: createRateLimits(settings.now) };
  const server = createServer((request, response) => void route(request, response, context));
  server.on("upgrade", sockets.upgrade);
  state.origin = await listen(server, settings.port);

  const workspace: Workspace = {
    apiUrl: `${state.origin}/api/`,
    origin: state.origin,
    botToken: settings.botToken,
    appToken: settings.appToken,
    calls: state.calls,
    say: (saying) => say(saying, context),
    visible: ({ as, channel }) => visible(state, as, channel),
    next: (look, timeoutMs) => next(state, () => look(workspace), timeoutMs),
    settled: (quiet) => settled(state, quiet),
    deliver: events.deliver,
    fail: (fault) => addFault(state, fault),
    connections: sockets.count,
    refresh: sockets.refresh,
    drop: sockets.drop,
    close: () => close(server, sockets.close),
  };
  return workspace;
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: chosen } = server.address() as AddressInfo; // a listening TCP server always has one
  return `http://127.0.0.1:${chosen}`;
}

async function close(server: Server, closeSockets: () => void): Promise<void> {
  closeSockets();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

type RouteContext = Parameters<typeof answerApiCall>[2];

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  try {
    await inFlight(context.state, () => answer(request, response, context));
  } catch (error) {
    answerText(response, 500, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  const { state } = context;
  const path = request.url ?? "/";
  if (path.startsWith("/api/")) return answerApiCall(request, response, context);
  if (path.startsWith("/response/")) return answerResponseUrl(request, response, state);
  answerText(response, 404, "not found");
}
