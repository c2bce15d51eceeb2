// Machines of the cluster that show another SSH key than the one that was approved. The one probe that asks no API server.
import type { ChangedHostKey } from "../facts.ts";
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 15 * 60_000,
  goodForMs: 45 * 60_000,
  // Whoever approves the new one wants to see it gone.
  soonerMs: (changed: readonly ChangedHostKey[]) => (changed.length > 0 ? 60_000 : undefined),
  // A thousand machines of which many are off, four at a time.
  patienceMs: 45 * 60_000,
  read: ({ hostKeys }, signal) => hostKeys(signal),
});
