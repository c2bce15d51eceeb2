// No test can reach what is not on this machine, whatever it speaks.
import { get } from "node:https";
import { connect, createServer } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";

test.each([
  ["TCP", () => connect({ host: "192.0.2.1", port: 22 })],
  ["TCP by port and host", () => connect(22, "192.0.2.1")],
  ["a name", () => connect({ host: "slack.example", port: 443 })],
  ["TLS", () => connectTls({ host: "192.0.2.1", port: 6443 })],
  ["HTTPS", () => get("https://slack.example/")],
])("%s to elsewhere is refused", async (_what, begin) => {
  const error = await new Promise((resolve) => begin().once("error", resolve));
  expect(error).toMatchObject({ code: "ENETUNREACH" });
});

test("fetch to elsewhere is refused", async () => {
  await expect(fetch("https://slack.example/")).rejects.toMatchObject({ cause: { code: "ENETUNREACH" } });
});

test("this machine is reached", async () => {
  const server = createServer((socket) => socket.end("hello"));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number }; // A listening TCP server has one.
  const chunks = await connect({ host: "127.0.0.1", port }).toArray();
  expect(Buffer.concat(chunks).toString()).toBe("hello");
});
