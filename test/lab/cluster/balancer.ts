// node test/lab/cluster/balancer.ts <address> <port> <backend>…: hands each connection to the first backend that accepts one.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A backend is `address:port`. Resolves when it listens. Port 0 takes any. */
export async function serveBalancer(
  address: string,
  port: number,
  backends: readonly string[],
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    forward(client, backends).catch(() => client.destroy());
  });
  server.listen(port, address);
  await once(server, "listening");
  return server;
}

async function forward(client: Socket, backends: readonly string[]): Promise<void> {
  const backend = await firstThatAccepts(backends);
  // Either side may end first, and the other still finish what it says; a broken one takes the other along.
  client.on("error", () => backend.destroy()).pipe(backend);
  backend.on("error", () => client.destroy()).pipe(client);
}

/** A host without power does not refuse: it says nothing. */
const acceptWithinMs = 1_000;

async function firstThatAccepts(backends: readonly string[]): Promise<Socket> {
  for (const backend of backends) {
    const [host = "", port = ""] = backend.split(":");
    const socket = connect({ host, port: Number(port), allowHalfOpen: true });
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(acceptWithinMs) });
      return socket;
    } catch {
      socket.destroy();
    }
  }
  throw new Error(`none of ${backends.join(", ")} accepts connections`);
}

if (import.meta.main) {
  const [address, port, ...backends] = process.argv.slice(2);
  if (!address || !port || backends.length === 0) {
    throw new Error("usage: balancer.ts <address> <port> <backend>…");
  }
  await serveBalancer(address, Number(port), backends);
}
