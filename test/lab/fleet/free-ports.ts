// Ports of the loopback that nobody listens on, for programs that cannot be given port 0.
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** The first of two neighbours: etcd takes one for its clients and the next for its peers. */
export async function freePair(): Promise<number> {
  for (;;) {
    const first = await listen(0);
    const port = portOf(first);
    const second = await listen(port + 1).catch(() => undefined);
    first.close();
    second?.close();
    if (second) return port;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("a TCP server has an address with a port");
  return address.port;
}
