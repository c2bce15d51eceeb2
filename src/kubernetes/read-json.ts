// Small JSON reads: one object, or a list gathered page by page.
import { readBody } from "./body.ts";
import { DecodeError } from "./failure.ts";
import type { ApiServer } from "./request.ts";
import { type Resource, resourcePath } from "./resources.ts";
import type { WireList } from "./wire.ts";

const maxBytes = 64 * 1024 * 1024;
const pageSize = 500;
// Nobody reads more in chat, and no list may hold the process hostage.
const maxPages = 40;

export async function readJson(api: ApiServer, path: string, signal: AbortSignal): Promise<unknown> {
  const answer = await api.open(path, { signal });
  const body = await readBody(answer, { limitBytes: maxBytes, signal });
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new DecodeError("an answer that is not JSON", { cause });
  }
}

type Listed<W, T> = {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly project: (object: W) => T;
};

/** Each page is projected and let go before the next one. At most 20,000 objects. */
export async function readList<W, T>(
  api: ApiServer,
  { resource, namespace, fieldSelector, project }: Listed<W, T>,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const records: T[] = [];
  let next: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const path = resourcePath(resource, { namespace }, { limit: pageSize, fieldSelector, continue: next });
    // The border: each path serves one type, of which only optional fields are read.
    const { items, metadata } = (await readJson(api, path, signal)) as WireList;
    for (const item of items ?? []) records.push(project(item as W));
    next = metadata?.continue || undefined;
    if (next === undefined) break;
  }
  return records;
}
