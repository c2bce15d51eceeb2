import { expect, test } from "vitest";
import rule from "#src/incident/rules/own-credentials-expiring.ts";
import type { CertificateEnd } from "#src/kubernetes/facts.ts";
import { day, now } from "../../given.ts";
import { reading } from "./reading.ts";
import { found, said } from "./series.ts";

const own = (leftDays: number): CertificateEnd => ({
  ...{ of: "Wheelhouse", at: "its client certificate" },
  validity: { from: now - 300 * day, until: now + leftDays * day },
});

test("what Wheelhouse shows and what ends soon is told before it is blind", () => {
  expect(said(rule, {}, { certificates: reading([own(10)]) })).toEqual([
    "What Wheelhouse shows the API server of home, its client certificate, ends in 10 d: give it a new kubeconfig",
  ]);
  expect(found(rule, {}, { certificates: reading([own(0.5)]) })).toMatchObject([
    { severity: "critical", stage: 5 },
  ]);
});

test("what lasts, and what others show, is not told", () => {
  const ends = [own(90), { ...own(1), of: "API server" as const }];
  expect(found(rule, {}, { certificates: reading(ends) })).toEqual([]);
});
