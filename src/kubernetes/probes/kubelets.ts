// Which control groups a kubelet runs on, and whether its runtime answers RuntimeConfig; only where an owner allows it.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 6 * 3_600_000,
  goodForMs: 13 * 3_600_000,
  patienceMs: 3_600_000,
  read: ({ kubelets }, signal) => kubelets(signal),
});
