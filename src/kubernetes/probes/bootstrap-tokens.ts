// Bootstrap tokens without their secret half; only where an owner grants it.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 10 * 60_000,
  goodForMs: 30 * 60_000,
  patienceMs: 15_000,
  read: async ({ bootstrapTokens }, signal) =>
    (await bootstrapTokens(signal)).map(({ id, createdAt, expiresAt, ours }) => ({
      id,
      createdAt,
      expiresAt,
      ours,
    })),
});
