// No secret of a recording gets into a fixture.
import { expect, test } from "vitest";
import { certificateKeysReplaced, tokensReplaced } from "./redact.ts";

test("a token is replaced everywhere by the same one, and so is its id alone", () => {
  const said = ["--token q6j9lr.tdmzj8bq30taoial", 'token ID "q6j9lr"', "x1y2z3.aaaabbbbccccdddd"];
  const replaced = said.map(tokensReplaced(said));
  expect(replaced).toEqual([
    "--token tok000.0123456789abcdef",
    'token ID "tok000"',
    "tok001.0123456789abcdef",
  ]);
});

test("a container's id is not taken for a certificate key", () => {
  const id = "a".repeat(64);
  expect(certificateKeysReplaced(`"id": "${id}"\n${id}\n`)).toBe(
    `"id": "${id}"\n${"0123456789abcdef".repeat(4)}\n`,
  );
});
