import { expect, test } from "vitest";
import { chain } from "../../chain.ts";
import { givenCluster, now } from "../../given.ts";
import { askOf } from "../ask.ts";

const rows = chain(
  [1, 2, 3].map(
    (at) => ({ at: now + at, event: "proposed", by: "U0ANN", operation: `op-${at}`, details: {} }) as const,
  ),
);

test("an untouched audit is intact", async () => {
  const { answer } = await askOf("audit verify", [givenCluster()], { rows });
  expect(answer).toMatchObject({ tone: "good", headline: "The audit is intact: 3 rows" });
});

test.each([
  [
    "changed",
    rows.map((row) => (row.seq === 2 ? { ...row, by: "U0EVE" as const } : row)),
    "row 2 was changed",
  ],
  ["removed", rows.filter(({ seq }) => seq !== 2), "row 2 is missing"],
])("a %s row is found", async (_how, broken, why) => {
  const { answer } = await askOf("audit verify", [givenCluster()], { rows: broken });
  expect(answer.tone).toBe("bad");
  expect(answer.headline).toContain(why);
});
