import { expect, test } from "vitest";
import rule from "#src/incident/rules/host-key-changed.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const changed = { host: "pi-4", address: "10.0.0.24", approved: "SHA256:old", shown: "SHA256:new" };

test("a machine that shows another key is told with both, and what helps", () => {
  expect(said(rule, {}, { hostKeys: reading([changed]) })).toEqual([
    "pi-4 (10.0.0.24) shows another SSH key than the one that was approved: SHA256:new, instead of SHA256:old. Nothing is sent there until the old one is forgotten and this one approved",
  ]);
  expect(found(rule, {}, { hostKeys: reading([changed]) })).toMatchObject([
    {
      severity: "warning",
      subject: { kind: "Host", name: "pi-4" },
      remedies: ["host forget pi-4", "host show pi-4"],
    },
  ]);
});

test("an address that is another machine of ours today names it", () => {
  expect(said(rule, {}, { hostKeys: reading([{ ...changed, of: "pi-7" }]) })[0]).toContain(
    "SHA256:new, the key of pi-7, instead of",
  );
});

test("where all show what was approved, nothing is told", () => {
  expect(found(rule, {}, { hostKeys: reading([]) })).toEqual([]);
});
