// HTTP mode: posts signed requests to the bot instead of using a socket.
import { createHmac, randomUUID } from "node:crypto";
import { parseJson } from "./arguments.ts";
import type { Ack, Outbound, Transport } from "./events.ts";
import type { HttpDelivery } from "./options.ts";
import { VERIFICATION_TOKEN } from "./payloads.ts";

export function httpTransport(
  { url, signingSecret }: HttpDelivery,
  { now, ackTimeoutMs }: { readonly now: () => number; readonly ackTimeoutMs: number },
): Transport {
  return async (outbound) => {
    const { body, contentType } = encoded(outbound);
    const headers = {
      "content-type": contentType,
      ...signature(body, signingSecret, Math.floor(now() / 1_000)),
      ...retryHeaders(outbound),
    };
    try {
      const signal = AbortSignal.timeout(ackTimeoutMs);
      return await ackFrom(await fetch(url, { method: "POST", headers, body, signal }));
    } catch (error) {
      const late = error instanceof Error && error.name === "TimeoutError";
      return { ok: false, reason: late ? "http_timeout" : "connection_failed" };
    }
  };
}

/** Asks the address whether it is ours, as Slack does when the URL is saved. */
export async function verifyUrl(delivery: HttpDelivery, now: () => number): Promise<boolean> {
  const challenge = randomUUID();
  const body = JSON.stringify({ token: VERIFICATION_TOKEN, challenge, type: "url_verification" });
  const headers = {
    "content-type": "application/json",
    ...signature(body, delivery.signingSecret, Math.floor(now() / 1_000)),
  };
  const response = await fetch(delivery.url, { method: "POST", headers, body });
  return response.ok && (await response.text()).includes(challenge);
}

/** Slack's v0 signature: HMAC-SHA256 of "v0:timestamp:body". */
export function signature(body: string, secret: string, seconds: number): Record<string, string> {
  const digest = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-signature": `v0=${digest}`, "x-slack-request-timestamp": String(seconds) };
}

function encoded({ type, payload }: Outbound): { body: string; contentType: string } {
  const form = "application/x-www-form-urlencoded";
  if (type === "events_api") return { body: JSON.stringify(payload), contentType: "application/json" };
  if (type === "interactive") {
    return { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), contentType: form };
  }
  const fields = Object.entries(payload).map(([key, value]) => [key, String(value)]);
  return { body: new URLSearchParams(fields).toString(), contentType: form };
}

function retryHeaders({ retry }: Outbound): Record<string, string> {
  if (!retry) return {};
  return { "x-slack-retry-num": String(retry.attempt), "x-slack-retry-reason": retry.reason };
}

async function ackFrom(response: Response): Promise<Ack> {
  const text = await response.text();
  if (!response.ok) return { ok: false, reason: "http_error" };
  const json = response.headers.get("content-type")?.includes("json") ? parseJson(text) : undefined;
  return { ok: true, payload: json ?? text };
}
