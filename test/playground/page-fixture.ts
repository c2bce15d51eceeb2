// A stand-in for the workspace server: serves the page and canned states, and records what the page posts.
import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { ConsoleState } from "../../playground/slack/console.ts";

const PAGE = join(import.meta.dirname, "../../playground/page");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

export type Posted = { readonly verb: string; readonly body: Record<string, unknown> };

export type Fixture = {
  readonly origin: string;
  readonly posts: readonly Posted[];
  /** Replaces the state and sends it to every open page, each as its own person sees it. */
  readonly show: (state: ConsoleState) => void;
  /** Decides what a POST is answered; `{ ok: true }` without it. */
  readonly answer: (verb: string, reply: unknown, status?: number) => void;
  /** Forgets what was posted and how to answer. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

/** Listens on 127.0.0.1 until closed. */
export async function startFixture(first: ConsoleState): Promise<Fixture> {
  let state = first;
  const posts: Posted[] = [];
  const replies = new Map<string, { reply: unknown; status: number }>();
  const streams = new Set<{ response: ServerResponse; as: string }>();
  const seenBy = (as: string | null): ConsoleState => ({ ...state, as: as ?? state.as });
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const as = url.searchParams.get("as");
    if (url.pathname === "/console/state") return json(response, 200, seenBy(as));
    if (url.pathname === "/console/events") {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(frame(seenBy(as)));
      const stream = { response, as: as ?? state.as };
      streams.add(stream);
      return void request.on("close", () => streams.delete(stream));
    }
    if (request.method !== "POST") return file(response, url.pathname);
    const verb = url.pathname.replace("/console/", "");
    posts.push({ verb, body: await bodyOf(request) });
    const { reply, status } = replies.get(verb) ?? { reply: { ok: true }, status: 200 };
    return json(response, status, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server always has one
  return {
    origin: `http://127.0.0.1:${port}`,
    posts,
    show(next) {
      state = next;
      for (const { response, as } of streams) response.write(frame(seenBy(as)));
    },
    answer: (verb, reply, status = 200) => void replies.set(verb, { reply, status }),
    reset() {
      posts.length = 0;
      replies.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function frame(state: ConsoleState): string {
  return `data: ${JSON.stringify(state)}\n\n`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function file(response: ServerResponse, path: string): void {
  const name = path === "/" ? "/index.html" : path;
  if (!/^\/[\w-]+\.(html|css|js)$/.test(name)) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain" });
  createReadStream(join(PAGE, name)).pipe(response);
}
