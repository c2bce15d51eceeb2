// The HTTPS listener: one port for good, so that a server that died can come back where its clients look for it.
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { KeyPair } from "./certificates.ts";

export type Listener = {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly listening: () => boolean;
  readonly start: () => Promise<void>;
  /** Stops and cuts every connection. */
  readonly stop: () => Promise<void>;
  /** Another serving certificate for new connections. */
  readonly present: (pair: KeyPair) => void;
  readonly cutConnections: () => void;
};

export async function listen(ca: string, first: KeyPair, onRequest: RequestListener): Promise<Listener> {
  let pair = first;
  const sockets = new Set<Socket>();
  let server = await open(0);
  const { port } = server.address() as AddressInfo; // a listening TCP server has one

  function open(wanted: number): Promise<Server> {
    // Wrong or expired client certificates are judged by the request's code, which answers 401.
    const opened = createServer({ ...pair, ca, requestCert: true, rejectUnauthorized: false }, onRequest);
    opened.keepAliveTimeout = 0;
    opened.requestTimeout = 0;
    opened.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    opened.on("tlsClientError", (_error, socket) => socket.destroy());
    return new Promise((resolve, reject) => {
      opened.once("error", reject);
      opened.listen(wanted, "127.0.0.1", () => resolve(opened));
    });
  }

  function cutConnections(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    url: `https://127.0.0.1:${port}`,
    listening: () => server.listening,
    start: async () => {
      if (!server.listening) server = await open(port);
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      cutConnections();
      await closed;
    },
    present: (next) => {
      pair = next;
      server.setSecureContext({ ...pair, ca });
    },
    cutConnections,
  };
}
