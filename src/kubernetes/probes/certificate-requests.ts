// Certificate signing requests, without what they ask for.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 60_000,
  goodForMs: 5 * 60_000,
  patienceMs: 15_000,
  read: async ({ certificateRequests }, signal) =>
    (await certificateRequests(signal)).map(({ name, createdAt, username, signer, conditions, issued }) => ({
      ...{ name, createdAt, username, signer, issued },
      conditions: conditions.map(({ type }) => ({ type })),
    })),
});
