// The API server's own word on its version and readiness: watches stay open when its etcd is gone.
import { defineProbe } from "../probe.ts";

export default defineProbe({
  everyMs: 20_000,
  goodForMs: 90_000,
  patienceMs: 3_000,
  read: ({ health }, signal) => health(signal),
});
