import { expect, test } from "vitest";
import rule from "#src/incident/rules/token-endless.ts";
import { hour, now } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const token = (id: string, expiresAt: number | undefined) => ({ id, createdAt: now, expiresAt, ours: false });

test("tokens without an end are told, with the line that ends one", () => {
  const probes = { bootstrapTokens: reading([token("abcdef", undefined), token("other1", now + hour)]) };
  expect(said(rule, {}, probes)).toEqual([
    "1 bootstrap token has no end (abcdef): whoever has seen one can join a machine",
  ]);
  expect(found(rule, {}, probes)[0]?.remedies).toContain("token revoke abcdef");
});

test("tokens that end are not told, and where they may not be read nobody knows", () => {
  expect(found(rule, {}, { bootstrapTokens: reading([token("other1", now + hour)]) })).toEqual([]);
  expect(() => found(rule, {})).toThrow("needs a probe");
});
