import { expect, test } from "vitest";
import { givenJoinable, givenToken, now } from "../../kubeadm/join/given-join.ts";
import { ask, linesOf, rowsOf, tableOf } from "../ask.ts";

const proxy = givenToken({
  id: "pr0xyy",
  usages: [],
  groups: [],
  description: "Proxy for managing TTL for the kubeadm-certs secret used by control planes",
});

test("tokens without an end come first and are flagged; what guards kubeadm-certs is explained", async () => {
  const endless = givenToken({ id: "f0rev3", expiresAt: undefined, ours: true });
  const { cluster } = givenJoinable({ tokens: [givenToken(), proxy, endless] });
  const { answer, faults } = await ask("token list", cluster);
  expect(faults).toEqual([]);
  expect(answer).toMatchObject({
    headline: "home: 3 bootstrap tokens, 1 of which never expire",
    tone: "warning",
  });
  expect(rowsOf(answer, 3)).toEqual([
    "f0rev3 | ✗ never | joining",
    "k7w2ma | in 60 min | joining",
    "pr0xyy | in 60 min | certificates of kubeadm-certs",
  ]);
  expect(tableOf(answer).rows.map((row) => row[4])).toEqual(["Wheelhouse", "", ""]);
  expect(linesOf(answer, "Good to know")).toEqual([
    "f0rev3 lets anybody who knows it join for good: token revoke f0rev3 ends that.",
    expect.stringContaining("pr0xyy only ends the Secret kubeadm-certs in time"),
  ]);
});

test("without tokens there is nothing good to know", async () => {
  const { answer } = await ask("token list", givenJoinable({ tokens: [] }).cluster);
  expect(answer.parts.filter((part) => part.kind === "list" && part.title)).toEqual([]);
});

test("a token that only signs, and one whose time is over, say so", async () => {
  const tokens = [givenToken({ usages: ["signing"] }), givenToken({ id: "0ldold", expiresAt: now - 1 })];
  const { answer } = await ask("tokens", givenJoinable({ tokens }).cluster);
  expect(answer.tone).toBe("good");
  expect(rowsOf(answer, 3)).toEqual(["k7w2ma | in 60 min | signing", "0ldold | expired | joining"]);
});
