import { expect, test } from "vitest";
import { askHealth } from "#src/card/server-health.ts";
import type { ServerHealth } from "#src/kubernetes/cluster.ts";
import { givenCluster } from "../given.ts";

/** Never answers, and fails with the abort as fetch does. */
const silent = {
  ...givenCluster(),
  health: (signal: AbortSignal) =>
    new Promise<ServerHealth>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
};

test("a server that answers is well", async () => {
  expect(await askHealth(givenCluster(), AbortSignal.timeout(5_000))).toMatchObject({ ready: true });
});

test("a server that does not answer in time cannot be reached", async () => {
  await expect(askHealth(silent, AbortSignal.timeout(5_000), 1)).rejects.toMatchObject({
    name: "UnreachableError",
    message: "cannot reach home: no answer within 0.001 s",
  });
});

test("a question that was given up fails with the reason it was given up for", async () => {
  const asking = new AbortController();
  const asked = askHealth(silent, asking.signal);
  asking.abort(new Error("the bot stops"));
  await expect(asked).rejects.toThrow("the bot stops");
});
