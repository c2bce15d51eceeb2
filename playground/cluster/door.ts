// Another way in to the same API server, as `kubectl proxy` opens one: HTTP on loopback, where a token says who comes.
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export type Door = {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Cuts off whoever came in by it, for good. */
  readonly close: () => Promise<void>;
};

export async function openDoor(onRequest: RequestListener): Promise<Door> {
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, onRequest);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return { url: `http://127.0.0.1:${port}`, close };

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
