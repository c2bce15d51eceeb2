// How full persistent volumes are, as kubelets measure them; only where an owner allows it.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 15 * 60_000,
  goodForMs: 2 * 3_600_000,
  // A thousand nodes, one a second.
  patienceMs: 3_600_000,
  read: ({ volumes }, signal) => volumes(signal),
});
