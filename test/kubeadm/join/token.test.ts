import { expect, test } from "vitest";
import { canJoin, isCertsProxy, isExpired, readTtl } from "#src/kubeadm/join/token.ts";
import { givenToken, now } from "./given-join.ts";

test.each([
  ["1h", 3_600],
  ["30m", 1_800],
  ["1h30m", 5_400],
  ["24h", 86_400],
  ["24h0m0s", 86_400],
  ["5m", 300],
])("%s is %i seconds", (text, seconds) => {
  expect(readTtl(text)).toEqual({ ok: true, seconds });
});

test.each([
  ["0", "never expires"],
  ["0s", "never expires"],
  ["0h0m", "never expires"],
  ["24h1s", "24 h at most"],
  ["1000000h", "no span"],
  ["4m", "less than 5 minutes"],
  ["-1h", "no span"],
  ["1d", "no span"],
  ["forever", "no span"],
  ["", "no span"],
])("a time to live of %j is refused", (text, why) => {
  expect(readTtl(text)).toMatchObject({ ok: false, why: expect.stringContaining(why) });
});

test("the token of upload-certs is known by what it says and that it is for nothing", () => {
  const description = "Proxy for managing TTL for the kubeadm-certs secret";
  expect(isCertsProxy(givenToken({ usages: [], description }))).toBe(true);
  expect(isCertsProxy(givenToken({ description }))).toBe(false);
  expect(isCertsProxy(givenToken({ usages: [] }))).toBe(false);
});

test("machines join with a token that may log in, signs, and has kubeadm's group", () => {
  expect(canJoin(givenToken())).toBe(true);
  expect(canJoin(givenToken({ usages: ["signing"] }))).toBe(false);
  expect(canJoin(givenToken({ groups: [] }))).toBe(false);
});

test("a token expires when its time has come", () => {
  expect(isExpired(givenToken({ expiresAt: now }), now)).toBe(true);
  expect(isExpired(givenToken({ expiresAt: now + 1 }), now)).toBe(false);
  expect(isExpired(givenToken({ expiresAt: undefined }), now)).toBe(false);
});
