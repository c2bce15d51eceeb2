// The balancer goes past API servers that are down.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { serveBalancer } from "./balancer.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test("a connection goes to the first backend that accepts", async () => {
  const gone = await echo("gone");
  const gonePort = portOf(gone);
  await new Promise((resolve) => gone.close(resolve));
  const [second, third] = [await echo("second"), await echo("third")];

  const backends = [gonePort, portOf(second), portOf(third)].map((port) => `127.0.0.1:${port}`);
  const balancer = await serveBalancer("127.0.0.1", 0, backends);
  servers.push(balancer);

  expect(await ask(portOf(balancer), "hello")).toBe("second: hello");
});

test("with no backend left, the connection is closed", async () => {
  const balancer = await serveBalancer("127.0.0.1", 0, ["127.0.0.1:1"]);
  servers.push(balancer);

  expect(await ask(portOf(balancer), "hello")).toBe("");
});

async function echo(name: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let asked = "";
    socket.on("data", (chunk) => {
      asked += chunk;
    });
    socket.on("end", () => socket.end(`${name}: ${asked}`));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function ask(port: number, question: string): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  socket.end(question);
  return text(socket).catch(() => "");
}

// A server on a port has an address of this shape.
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
