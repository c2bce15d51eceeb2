// What keeps pods running, and how far each is: it is not watched, as few look at it.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 2 * 60_000,
  goodForMs: 6 * 60_000,
  patienceMs: 30_000,
  // Jobs are told by their pods, and are many.
  read: async ({ workloads }, signal) =>
    (await workloads(undefined, signal)).filter(
      ({ kind }) => kind === "Deployment" || kind === "StatefulSet",
    ),
});
