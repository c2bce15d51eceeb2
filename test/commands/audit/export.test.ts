import { expect, test } from "vitest";
import { verifyAudit } from "#src/operation/audit.ts";
import { chain } from "../../chain.ts";
import { givenCluster, now } from "../../given.ts";
import { askOf } from "../ask.ts";

test("the file can be verified by itself", async () => {
  const rows = chain([
    { at: now, event: "proposed", by: "U0ANN", operation: "op-1", details: { line: "node cordon w1" } },
    { at: now, event: "denied", by: "U0BOB", operation: "op-1", details: { words: "no" } },
  ]);
  const { answer } = await askOf("audit export", [givenCluster()], { rows });
  const read = (answer.file?.content ?? "")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answer.file?.name).toBe("audit.jsonl");
  expect(await verifyAudit(read)).toMatchObject({ intact: true, rows: 2 });
});
