// Keys made by gpg 2.2 with --faked-system-time: one of 2024 for a year, in ASCII armor; one of 2026 for ten years, and one for ever, as gpg --export writes them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keysIn } from "#src/hosts/openpgp.ts";

function ring(...names: readonly string[]): Buffer {
  return Buffer.concat(
    names.map((name) => readFileSync(join(import.meta.dirname, "../fixtures/hosts/keyrings", name))),
  );
}

const days = (ends: readonly { readonly endsAt: number | undefined }[]) =>
  ends.map(({ endsAt }) => (endsAt === undefined ? "never" : new Date(endsAt).toISOString().slice(0, 10)));

test("a key says until when it is valid, in armor or without it, and one after another", () => {
  expect(days(keysIn(ring("expired.asc")))).toEqual(["2024-12-31"]);
  expect(days(keysIn(ring("until-2035.gpg", "endless.gpg")))).toEqual(["2035-12-30", "never"]);
});

test("a key has the fingerprint that gpg shows", () => {
  const all = keysIn(ring("expired.asc", "until-2035.gpg")).map(({ fingerprint }) => fingerprint);
  expect(keysIn(ring("until-2035.gpg", "endless.gpg")).map(({ fingerprint }) => fingerprint)).toEqual([
    "717BD2E3D0850868378ED3111AD4A1A98701EE31",
    "799661EF3FB596448799F235B2B6A881439405FF",
  ]);
  expect(all).toEqual(["ABDDFFB8BA4F92FE596EAA93077AAD590430B6ED"]);
});

test("what is no keyring, or half of one, has no key and breaks nothing", () => {
  expect(keysIn(Buffer.from("<html>403 Forbidden</html>"))).toEqual([]);
  const whole = ring("until-2035.gpg");
  for (let length = 0; length < whole.length; length++)
    expect(keysIn(whole.subarray(0, length)).length).toBeLessThanOrEqual(1);
});
