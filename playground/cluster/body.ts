// A request's body as JSON, under the API server's own limit.
import type { IncomingMessage } from "node:http";
import { type Fields, isFields } from "./object.ts";
import { badRequest, fail } from "./status.ts";

const LIMIT_BYTES = 3 * 1024 * 1024;

export async function readJson(request: IncomingMessage): Promise<Fields> {
  const body = await readBody(request);
  if (!isFields(body)) throw badRequest("the request's body is not an object");
  return body;
}

/** Undefined without a body. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const text = await textOf(request);
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`error decoding the request's body: ${String(error)}`);
  }
}

const texts = new WeakMap<IncomingMessage, Promise<string>>();

/** As it came; it can be asked for more than once. */
export function textOf(request: IncomingMessage): Promise<string> {
  const text = texts.get(request) ?? readText(request);
  texts.set(request, text);
  return text;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) {
      throw fail(413, "RequestEntityTooLarge", `Request entity too large: limit is ${LIMIT_BYTES}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
