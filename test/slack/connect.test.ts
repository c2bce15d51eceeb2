import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { Log } from "#src/base/log.ts";
import { connectSlack } from "#src/slack/connect.ts";
import { handClock } from "../hand-clock.ts";

test("in HTTP mode Slack is told to come again until the bot knows who it is", async () => {
  const { connection } = given();
  const server = createServer(connection.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: "POST", body: "{}" });
  expect(response.status).toBe(503);
  expect(connection.connected()).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});

test("a listener that fails leaves its error in the log, and nothing of what it was given", async () => {
  const { connection, logged } = given();
  connection.app.command(/.*/, () => Promise.reject(new Error("broken")));
  const body = {
    command: "/k8s",
    text: "status",
    response_url: "https://hooks.example/very-private",
    token: "t",
  };
  await connection.app.processEvent({ body, ack: async () => {} }).catch(() => {});
  expect(logged()).toContain("a listener failed");
  expect(logged()).not.toContain("very-private");
  expect(logged()).not.toContain("xoxb-secret");
});

function given() {
  const lines: string[] = [];
  const write = (event: string, fields?: object) =>
    void lines.push(
      event,
      JSON.stringify(fields, (_, value) => (value instanceof Error ? value.message : value)),
    );
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const connection = connectSlack({
    credentials: {
      mode: "http",
      botToken: "xoxb-secret",
      appToken: "",
      signingSecret: "s",
      slackApiUrl: "http://127.0.0.1:9/api/",
    },
    clock: handClock(),
    log,
  });
  return { connection, logged: () => lines.join("\n") };
}
