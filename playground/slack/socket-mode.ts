// Socket Mode: WebSocket connections of the app, each payload to one of them, in turn.
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { asRecord, parseJson } from "./arguments.ts";
import type { Ack, Outbound } from "./events.ts";
import { BOT } from "./people.ts";
import type { State } from "./state.ts";

/** Slack allows so many connections of one app at a time. */
export const CONNECTION_LIMIT = 10;

export type SocketMode = {
  readonly send: (outbound: Outbound) => Promise<Ack>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly count: () => number;
  /** Asks the oldest connection, or all, to reconnect and closes them after the grace time. */
  readonly refresh: (which?: Refreshed) => void;
  /** Cuts all connections without a goodbye. */
  readonly drop: () => void;
  /** Says goodbye to all connections, and cuts those that do not answer soon. */
  readonly close: () => void;
};

export type Refreshed = { readonly all?: boolean };

type Waiting = { readonly socket: WebSocket; readonly settle: (ack: Ack) => void };

export function createSocketMode(state: State): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, Waiting>();
  const pings = setInterval(() => sockets.forEach((socket) => void socket.ping()), 10_000).unref();
  let turn = 0;

  function open(socket: WebSocket): void {
    if (sockets.length >= CONNECTION_LIMIT) {
      refuse(socket);
      return;
    }
    sockets.push(socket);
    socket.on("message", (data) => acknowledge(waiting, data));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => forget(socket));
    socket.send(JSON.stringify(hello(sockets.length)));
    state.changed.emit();
  }

  function forget(socket: WebSocket): void {
    const place = sockets.indexOf(socket);
    if (place >= 0) sockets.splice(place, 1);
    for (const held of [...waiting.values()]) {
      if (held.socket === socket) held.settle({ ok: false, reason: "connection_failed" });
    }
    state.changed.emit();
  }

  function nextSocket(): WebSocket | undefined {
    const ready = sockets.filter((socket) => socket.readyState === socket.OPEN);
    turn += 1;
    return ready[turn % ready.length];
  }

  function send(outbound: Outbound): Promise<Ack> {
    const socket = nextSocket();
    if (!socket) return Promise.resolve({ ok: false, reason: "no_connection" });
    const id = randomUUID();
    return new Promise((resolve) => {
      const settle = (ack: Ack) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(ack);
      };
      const timer = setTimeout(
        () => settle({ ok: false, reason: "http_timeout" }),
        state.settings.ackTimeoutMs,
      ).unref();
      waiting.set(id, { socket, settle });
      socket.send(JSON.stringify(envelope(id, outbound)));
    });
  }

  function refresh({ all = false }: Refreshed = {}): void {
    for (const socket of all ? [...sockets] : sockets.slice(0, 1)) {
      socket.send(JSON.stringify(disconnect("refresh_requested")));
      setTimeout(() => socket.close(1000), state.settings.refreshGraceMs).unref();
    }
  }

  function drop(): void {
    for (const socket of [...sockets]) socket.terminate();
  }

  return {
    send,
    refresh,
    drop,
    count: () => sockets.length,
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, open),
    close() {
      clearInterval(pings);
      for (const socket of sockets) socket.close(1001);
      setTimeout(drop, 200).unref();
      server.close();
    },
  };
}

function refuse(socket: WebSocket): void {
  socket.send(JSON.stringify(disconnect("too_many_websockets")));
  socket.close(1000);
}

function acknowledge(waiting: ReadonlyMap<string, Waiting>, data: RawData): void {
  const answer = asRecord(parseJson(String(data)));
  waiting.get(String(answer.envelope_id))?.settle({ ok: true, payload: answer.payload });
}

function envelope(id: string, outbound: Outbound): Record<string, unknown> {
  const retry = outbound.retry
    ? { retry_attempt: outbound.retry.attempt, retry_reason: outbound.retry.reason }
    : outbound.type === "events_api"
      ? { retry_attempt: 0, retry_reason: "" }
      : {};
  return {
    type: outbound.type,
    envelope_id: id,
    payload: outbound.payload,
    accepts_response_payload: outbound.accepts_response_payload,
    ...retry,
  };
}

function hello(connections: number): Record<string, unknown> {
  return {
    type: "hello",
    num_connections: connections,
    debug_info: { host: "applink-playground", build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: BOT.appId },
  };
}

function disconnect(reason: string): Record<string, unknown> {
  return { type: "disconnect", reason, debug_info: { host: "applink-playground" } };
}
