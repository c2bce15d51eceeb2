// HTTP mode: what may come in over the network. Bolt verifies the signature; what it takes amiss is refused before it sees it.

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { parse } from "node:querystring";
import { type App, HTTPReceiver } from "@slack/bolt";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { readBody } from "#src/base/read-body.ts";
import type { Take } from "./dispatch.ts";
import { sdkLogger } from "./sdk-log.ts";

type Parts = {
  readonly signingSecret: string;
  /** Undefined while nothing is taken: before we know who we are, and once we stop. */
  readonly take: () => Take | undefined;
  readonly clock: Clock;
  readonly log: Log;
};

const longestBody = 1 << 20;
const mostSkewMs = 5 * 60_000;

export function createHttpIntake({ signingSecret, take, clock, log }: Parts): RequestListener {
  const receiver = new HTTPReceiver({ signingSecret, logger: sdkLogger(log), bodyLimit: longestBody });
  // Of the App, Bolt's receivers use this method only.
  receiver.init({ processEvent: (delivery: Parameters<Take>[0]) => take()?.(delivery) } as unknown as App);

  return (request, response) => {
    if (request.method !== "POST") return refuse(response, 405, { allow: "POST" });
    if (!take()) return refuse(response, 503, { "retry-after": "5" });
    void receive(request, response).catch((error) => {
      log.warn("a request of Slack could not be read", { error });
      response.destroy();
    });
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, longestBody);
    if (!body) return refuse(response, 413, { connection: "close" });
    // Bolt looks at the past only. Without a number it refuses by itself.
    const sentAt = Number(request.headers["x-slack-request-timestamp"]) * 1_000;
    if (Math.abs(clock.now() - sentAt) > mostSkewMs) return refuse(response, 401);
    if (!isPayload(body, request.headers["content-type"])) return refuse(response, 400);
    receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  }
}

/** Bolt reads fields of whatever it has parsed: what is no object would end the process. */
function isPayload(body: Buffer, contentType: string | undefined): boolean {
  const text = body.toString();
  const isForm = contentType === "application/x-www-form-urlencoded";
  const payload = isForm ? parse(text).payload : text;
  if (typeof payload !== "string") return isForm;
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, headers).end();
}
