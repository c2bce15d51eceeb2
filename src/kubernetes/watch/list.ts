// A whole list in pages, each taken apart and let go before the next is asked for.
import type { IncomingMessage } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { readBody } from "../connection/body.ts";
import { acceptFor, isProtobuf } from "../connection/encoding.ts";
import { AnsweredError, DecodeError } from "../connection/failure.ts";
import { resourcePath } from "../resources.ts";
import { readProtobufPage } from "../wire/protobuf-event.ts";
import type { Codec, Page } from "../wire/watch-event.ts";
import type { WireList } from "../wire/wire.ts";
import type { Watched } from "./watch.ts";

type Options<T> = { readonly signal: AbortSignal; readonly onRecord: (record: T) => void };

// Parsing a page stalls the event loop: 500 Pods of JSON for 90 ms, of protobuf for 5.
const pageSize = { protobuf: 500, json: 100 } as const;
const maxPageBytes = 512 * 1024 * 1024;
// A full page of the largest Pods takes a slow server its time.
const answerMs = 60_000;
const pageIdleMs = 30_000;
const recordsPerTurn = 1_000;

/** Hands over every record, and returns the resourceVersion to watch from. */
export async function listPages<T>(watched: Watched<T>, options: Options<T>): Promise<string> {
  let page = await readPage(watched, "", options.signal);
  // All pages are one consistent state, of the first one's version.
  const { resourceVersion } = page;
  if (resourceVersion === "") throw new DecodeError("a list without a resourceVersion");
  await handOver(watched, page, options);
  while (page.next !== "") {
    page = await readPage(watched, page.next, options.signal);
    await handOver(watched, page, options);
  }
  return resourceVersion;
}

async function readPage<T>(watched: Watched<T>, next: string, signal: AbortSignal): Promise<Page<T>> {
  const { api, resource, codec, abilities, clock } = watched;
  const limit = codec.fromProtobuf && abilities.protobuf ? pageSize.protobuf : pageSize.json;
  const path = resourcePath(resource, {}, { limit, continue: next || undefined });
  const answer = await api.open(path, { accept: acceptFor(codec, abilities, "list"), signal, answerMs });
  const body = await readBody(answer, {
    limitBytes: maxPageBytes,
    signal,
    patience: { clock, ms: pageIdleMs },
  });
  return isProtobuf(answer) ? readProtobufPage(codec, body) : readJsonPage(codec, body, answer);
}

function readJsonPage<T>(codec: Codec<T>, body: Buffer, { headers }: IncomingMessage): Page<T> {
  const list = parseList(body, headers["content-type"] ?? "");
  return {
    resourceVersion: list.metadata?.resourceVersion ?? "",
    next: list.metadata?.continue ?? "",
    items: (list.items ?? []).map((item) => () => codec.fromJson(item)),
  };
}

function parseList(body: Buffer, contentType: string): WireList {
  try {
    // The border: foreign JSON, of which only optional fields are read.
    return JSON.parse(body.toString("utf8")) as WireList;
  } catch (cause) {
    throw new DecodeError(`a list that is no JSON but ${contentType || "nameless"}`, { cause });
  }
}

async function handOver<T>(
  { resource, log }: Watched<T>,
  { items }: Page<T>,
  { signal, onRecord }: Options<T>,
): Promise<void> {
  for (const [index, read] of items.entries()) {
    if (index % recordsPerTurn === recordsPerTurn - 1) await nextTurn(undefined, { signal });
    try {
      onRecord(read());
    } catch (error) {
      log.error("kubernetes.object-skipped", { resource: resource.resource, error });
    }
  }
}

/** The token for the next page is too old: the list must begin again. */
export function isExpired(error: unknown): boolean {
  return error instanceof AnsweredError && error.status === 410;
}
