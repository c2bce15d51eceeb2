// Small JSON reads: one object, or a list gathered page by page.
import { readBody } from "../connection/body.ts";
import { DecodeError, TooManyError } from "../connection/failure.ts";
import type { ApiServer } from "../connection/request.ts";
import { type Resource, resourcePath } from "../resources.ts";
import type { WireList } from "../wire/wire.ts";

const maxBytes = 64 * 1024 * 1024;
const pageSize = 500;
// Nobody reads more in chat, and no list may hold the process hostage.
const maxRecords = 20_000;
const maxSeen = 200_000;

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
  readonly labelSelector?: string | undefined;
  readonly project: (object: W) => T;
};

/** Each page is projected and let go before the next one. Throws TooManyError beyond 20,000 objects. */
export async function readList<W, T>(
  api: ApiServer,
  listed: Listed<W, T>,
  signal: AbortSignal,
): Promise<readonly T[]> {
  let records: readonly T[] = [];
  await eachPage(api, listed, signal, (page) => {
    records = [...records, ...page];
    if (records.length > maxRecords) throw new TooManyError(maxRecords, listed.resource.resource);
  });
  return records;
}

/** Of however many there are, the first 20,000 by `order`. Throws TooManyError beyond 200,000 objects. */
export async function readFirst<W, T>(
  api: ApiServer,
  listed: Listed<W, T>,
  order: (one: T, other: T) => number,
  signal: AbortSignal,
): Promise<readonly T[]> {
  let first: readonly T[] = [];
  let seen = 0;
  await eachPage(api, listed, signal, (page) => {
    seen += page.length;
    if (seen > maxSeen) throw new TooManyError(maxSeen, listed.resource.resource);
    first = [...first, ...page];
    if (first.length >= 2 * maxRecords) first = first.toSorted(order).slice(0, maxRecords);
  });
  return first.toSorted(order).slice(0, maxRecords);
}

async function eachPage<W, T>(
  api: ApiServer,
  { resource, namespace, fieldSelector, labelSelector, project }: Listed<W, T>,
  signal: AbortSignal,
  onPage: (records: readonly T[]) => void,
): Promise<void> {
  let next: string | undefined;
  do {
    const query = { limit: pageSize, fieldSelector, labelSelector, continue: next };
    const path = resourcePath(resource, { namespace }, query);
    // The border: each path serves one type, of which only optional fields are read.
    const { items, metadata } = (await readJson(api, path, signal)) as WireList;
    onPage((items ?? []).map((item) => project(item as W)));
    next = metadata?.continue || undefined;
  } while (next !== undefined);
}
