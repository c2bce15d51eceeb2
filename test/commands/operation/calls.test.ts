import { expect, test } from "vitest";
import { givenCluster } from "../../given.ts";
import { givenOperation, givenPlan, givenStep } from "../../slack/render/given-operation.ts";
import { askOf } from "../ask.ts";

test("every call of a change is told, and what is long comes as a file too", async () => {
  const calls = Array.from({ length: 90 }, (_, at) => `DELETE /api/v1/namespaces/shop/pods/db-${at}`);
  const operation = givenOperation({ plan: givenPlan({ steps: [givenStep({ calls })] }) });
  const { answer, faults } = await askOf("operation calls op-7k3m9x", [givenCluster()], {
    operations: [operation],
  });
  expect(answer.headline).toBe("op-7k3m9x: Cordon worker1 on home");
  const [part] = answer.parts;
  const text = part?.kind === "code" ? part.text : "";
  expect(calls.every((call) => text.includes(call))).toBe(true);
  expect(answer.file).toEqual({ name: "op-7k3m9x.txt", content: text });
  expect(faults).toEqual([]);
});
