// The configuration of kube-proxy as its ConfigMap holds it; "" in a cluster without.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 10 * 60_000,
  goodForMs: 30 * 60_000,
  patienceMs: 15_000,
  read: async ({ configMap }, signal) =>
    (await configMap("kube-system", "kube-proxy", signal))?.data["config.conf"] ?? "",
});
