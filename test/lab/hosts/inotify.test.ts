// A machine that is full says so before anything is started.
import { watch } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { assertInotify } from "./inotify.ts";

test("what does not fit is refused, with what to do about it", () => {
  expect(() => assertInotify(30, { used: 100, most: 128 })).toThrow(
    /about 30 inotify instances more, and 100 of the 128 .*raise fs\.inotify\.max_user_instances/,
  );
});

test("what just fits is not, and neither is nothing at all", () => {
  expect(() => assertInotify(28, { used: 100, most: 128 })).not.toThrow();
  expect(() => assertInotify(0, { used: 200, most: 128 })).not.toThrow();
});

test("more than any machine has is refused on this one, and what is in use counts", () => {
  // The one of this process: an idle machine has no other.
  const watcher = watch(import.meta.dirname);
  onTestFinished(() => watcher.close());
  expect(() => assertInotify(2 ** 40)).toThrow(/and [1-9]\d* of the \d+ that root may have/);
});
