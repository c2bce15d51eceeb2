// HTTP mode: what comes over the network, from Slack and from strangers.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { createHttpIntake } from "#src/slack/http-intake.ts";
import { signature } from "../../playground/slack/http-delivery.ts";

const signingSecret = "secret";
const form = "application/x-www-form-urlencoded";
const minute = 60_000;

let server: Server;
let isOpen: boolean;
let taken: unknown[];

beforeEach(async () => {
  isOpen = true;
  taken = [];
  const take = async ({ body, ack }: { body: unknown; ack: () => Promise<void> }) => {
    taken.push(body);
    await ack();
  };
  const open = () => (isOpen ? take : undefined);
  server = createServer(createHttpIntake({ signingSecret, take: open, clock: systemClock, log: silentLog }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

test("Slack is told to come again until the bot knows who it is", async () => {
  isOpen = false;
  expect((await post("command=/k8s", form)).status).toBe(503);
  expect(taken).toEqual([]);
});

test("what Slack has signed is taken", async () => {
  expect((await post("command=/k8s&text=status", form)).status).toBe(200);
  expect((await post(JSON.stringify({ type: "event_callback" }), "application/json")).status).toBe(200);
  const click = new URLSearchParams({ payload: JSON.stringify({ type: "block_actions" }) });
  expect((await post(String(click), form)).status).toBe(200);
  expect(taken).toMatchObject([{ text: "status" }, { type: "event_callback" }, { type: "block_actions" }]);
});

test.each([
  ["payload=null", form],
  ["payload=5", form],
  ["payload=[]", form],
  ["payload={", form],
  ["null", "application/json"],
  ["[]", "application/json"],
  ['"text"', "application/json"],
  ["", "application/json"],
])("a signed body that is no object is refused, and ends nothing: %s", async (body, type) => {
  expect((await post(body, type)).status).toBe(400);
  expect((await post("command=/k8s", form)).status).toBe(200);
  expect(taken).toHaveLength(1);
});

test.each(["GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])(
  "%s is answered with what is allowed",
  async (method) => {
    const response = await fetch(address(), { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  },
);

test.each([
  [-6 * minute, 401],
  [-4 * minute, 200],
  [4 * minute, 200],
  [6 * minute, 401],
  [60 * minute, 401],
])("a request signed %i ms from now is answered with %i", async (awayMs, status) => {
  expect((await post("command=/k8s", form, Date.now() + awayMs)).status).toBe(status);
});

test("a wrong signature, and none, is refused", async () => {
  expect((await post("command=/k8s", form, Date.now(), "other secret")).status).toBe(401);
  expect((await fetch(address(), { method: "POST", body: "{}" })).status).toBe(401);
  expect(taken).toEqual([]);
});

test("more than Slack ever sends is not read to its end", async () => {
  expect((await post(`command=/k8s&text=${"x".repeat(2 << 20)}`, form)).status).toBe(413);
});

function post(body: string, type: string, at = Date.now(), secret = signingSecret): Promise<Response> {
  const headers = { "content-type": type, ...signature(body, secret, Math.floor(at / 1_000)) };
  return fetch(address(), { method: "POST", headers, body });
}

function address(): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/slack/events`;
}
