import { expect, test } from "vitest";
import { asLastSeen } from "#src/card/status-facts.ts";

test("remembered facts lose the colours of now", () => {
  const facts = [
    ["CNI", "🟢 ready on 3 nodes"],
    ["Age", "plain"],
  ] as const;
  expect(asLastSeen(facts)).toEqual([
    ["CNI", "⚪ last seen: ready on 3 nodes"],
    ["Age", "plain"],
  ]);
});
