// The types of what HTTP serves are those of its document.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

const http = join(import.meta.dirname, "../../src/http");

test("openapi.generated.ts is made of openapi.yaml", async () => {
  const made = astToString(await openapiTS(new URL(`file://${http}/openapi.yaml`)));
  expect(readFileSync(join(http, "openapi.generated.ts"), "utf8")).toBe(`${COMMENT_HEADER}${made}`);
});
