// What a real API server answered (test/fixtures/kubernetes says how it was recorded), read in both encodings.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Container, Pod } from "#src/kubernetes/objects.ts";
import { nodeCodec, podCodec } from "#src/kubernetes/watch/codecs.ts";
import { splitLengthPrefixed, splitLines } from "#src/kubernetes/wire/frames.ts";
import {
  readProtobufEvent,
  readProtobufPage,
  readProtobufStatus,
} from "#src/kubernetes/wire/protobuf-event.ts";
import { type Codec, readJsonEvent, type WatchEvent } from "#src/kubernetes/wire/watch-event.ts";

const folder = new URL("../fixtures/kubernetes/v1.37.2/", import.meta.url);

const codecs: readonly (readonly [string, Codec<unknown>])[] = [
  ["nodes", nodeCodec as Codec<unknown>],
  ["pods", podCodec as Codec<unknown>],
];

test("a recorded sidecar is told from an init container that ends, in both encodings", () => {
  const fromJson = JSON.parse(recorded("pods.json").toString()).items.map(podCodec.fromJson);
  const fromProtobuf = readProtobufPage(podCodec, recorded("pods.pb")).items.map((read) => read());

  for (const pods of [fromJson, fromProtobuf]) {
    const containers = pods.flatMap((pod: Pod) => pod.containers);
    expect(containers.some(({ init, sidecar }: Container) => init && sidecar)).toBe(true);
    expect(containers.some(({ init, sidecar }: Container) => init && !sidecar)).toBe(true);
    expect(containers.every(({ init, sidecar }: Container) => init || !sidecar)).toBe(true);
  }
});

test("a recorded eviction is dated by what the kubelet wrote, in both encodings", () => {
  const list: { items: { metadata: { name: string }; status: { reason?: string } }[] } = JSON.parse(
    recorded("pods.json").toString(),
  );
  const { name } = list.items.find(({ status }) => status.reason === "Evicted")?.metadata ?? {};
  const fromJson: Pod[] = list.items.map((each) => podCodec.fromJson(each as never));
  const fromProtobuf = readProtobufPage(podCodec, recorded("pods.pb")).items.map((read) => read());

  for (const pods of [fromJson, fromProtobuf]) {
    const evicted = pods.find((pod) => pod.name === name);
    expect(evicted?.endedAt).toBe(Date.parse("2026-11-22T17:12:13Z"));
    expect(pods.filter(({ phase, endedAt }) => phase !== "Failed" && endedAt !== undefined)).toEqual([]);
  }
});

describe.each(codecs)("recorded %s", (resource, codec) => {
  test("every object of the protobuf list equals its JSON", () => {
    const list = JSON.parse(recorded(`${resource}.json`).toString());
    const page = readProtobufPage(codec, recorded(`${resource}.pb`));

    expect(page.items.map((read) => read())).toEqual(list.items.map(codec.fromJson));
    expect(page.items.length).toBeGreaterThan(2);
    expect(page.resourceVersion).toBe(list.metadata.resourceVersion);
  });

  test.each([1, 7, 1_000, 1 << 20])(
    "every event of the watches is equal, %d bytes at a time",
    (chunkBytes) => {
      const lines = cut(recorded(`${resource}.watch.json`), chunkBytes, splitLines, (bytes, start, end) =>
        readJsonEvent(codec, bytes.toString("utf8", start, end)),
      );
      const frames = cut(
        recorded(`${resource}.watch.pb`),
        chunkBytes,
        splitLengthPrefixed,
        (bytes, start, end) => readProtobufEvent(codec, bytes, start, end),
      );

      const changes = (events: readonly WatchEvent<unknown>[]) =>
        events.filter(({ type }) => type !== "BOOKMARK");
      expect(changes(frames)).toEqual(changes(lines));
      const ends = frames.filter((each) => each.type === "BOOKMARK" && each.initialEventsEnd);
      expect(ends).toEqual([
        { type: "BOOKMARK", resourceVersion: expect.stringMatching(/^\d+$/), initialEventsEnd: true },
      ]);
    },
  );
});

test("pages of one list name the page that follows", () => {
  const pages = [1, 2, 3].map((page) => readProtobufPage(podCodec, recorded(`pods.page${page}.pb`)));

  expect(pages.map(({ next }) => next !== "")).toEqual([true, true, false]);
  expect(new Set(pages.map(({ resourceVersion }) => resourceVersion)).size).toBe(1);
});

test("a watch that is too old says 410 in both encodings", () => {
  const said = /too old resource version/;
  const gone = {
    type: "ERROR",
    code: 410,
    reason: "Expired",
    said: expect.stringMatching(said),
    retryAfterMs: undefined,
  };

  expect(readJsonEvent(podCodec, recorded("gone.watch.json").toString())).toEqual(gone);
  const bytes = recorded("gone.watch.pb");
  expect(readProtobufEvent(podCodec, bytes, 4, bytes.length)).toEqual(gone);
});

test.each([
  "400-bad-continue",
  "401-bad-token",
  "403-no-role",
  "410-expired-continue",
  "422-no-watch-list",
  "429-disruption-budget",
  "504-future-version",
])("refusal %s is the same in both encodings", (name) => {
  const { code, reason, message, details } = JSON.parse(recorded(`status/${name}.json`).toString());

  expect(readProtobufStatus(recorded(`status/${name}.pb`))).toEqual({
    code,
    reason,
    message,
    details: { retryAfterSeconds: details?.retryAfterSeconds ?? 0 },
  });
});

type Event = WatchEvent<unknown>;

function cut(
  stream: Buffer,
  chunkBytes: number,
  splitter: typeof splitLines,
  read: (bytes: Buffer, start: number, end: number) => Event | undefined,
): readonly Event[] {
  const events: Event[] = [];
  const feed = splitter((bytes, start, end) => {
    const event = read(bytes, start, end);
    if (event !== undefined) events.push(event);
  });
  for (let at = 0; at < stream.length; at += chunkBytes) feed(stream.subarray(at, at + chunkBytes));
  return events;
}

function recorded(name: string): Buffer {
  return readFileSync(new URL(name, folder));
}
