import { expect, test } from "vitest";
import { doubtsAbout, failsBy, sayKey, sayNewKey } from "#src/kubeadm/upgrade/keyring.ts";
import { day, now } from "../../given.ts";

const old = { fingerprints: ["9511"], endsAt: now - day };
const none = { fingerprints: [], endsAt: undefined };
const key = { ...old, endsAt: Date.parse("2035-12-31"), url: "https://pkgs.k8s.io/v1.37/deb", text: "" };
const other = { ...key, fingerprints: ["ABDD"] };

test.each([
  [old, now, true],
  [old, now - 2 * day, false],
  [{ ...old, endsAt: undefined }, now, false],
  [none, now, true],
])("%j fails by %d: %s", (ring, time, fails) => {
  expect(failsBy(ring, time)).toBe(fails);
});

test("the same key prolonged is said to be the same, and leaves no doubt", () => {
  expect(sayNewKey(old, key)).toEqual([
    "Its packages are signed by 9511, valid until 2035-12-31, as https://pkgs.k8s.io/v1.37/deb/Release.key shows it to the machine now.",
    "It is the key that is there already, prolonged.",
  ]);
  expect(doubtsAbout(old, key)).toEqual([]);
});

test("another key, and the first one, are to be compared by whoever approves", () => {
  expect(doubtsAbout(old, other)).toEqual([
    "The repository shows another key than the one there (9511): compare it with what its makers publish.",
  ]);
  expect(doubtsAbout(none, other)).toEqual([
    "There is no key yet to compare it with: compare it with what the repository's makers publish.",
  ]);
  expect(doubtsAbout(old, { ...other, url: "http://mirror.lan" }).at(-1)).toContain("plain HTTP");
  expect(sayNewKey(old, other)).toHaveLength(1);
  expect(sayKey({ fingerprints: ["A", "B"], endsAt: undefined })).toBe("A and B, without an end");
});
