// Until when the certificates are valid that the API server and the kubelets serve, a few handshakes at a time.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 6 * 3_600_000,
  goodForMs: 13 * 3_600_000,
  // A thousand nodes of which many are silent.
  patienceMs: 15 * 60_000,
  read: ({ certificates }, signal) => certificates(signal),
});
