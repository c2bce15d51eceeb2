// Until when the certificates are valid that the API server and the kubelets serve, a few handshakes at a time.
import type { CertificateEnd } from "../facts.ts";
import { defineProbe } from "../probe.ts";

const dayMs = 24 * 3_600_000;

export default defineProbe({
  everyMs: 6 * 3_600_000,
  goodForMs: 13 * 3_600_000,
  // Whoever renews one wants to see it gone.
  soonerMs: (ends: readonly CertificateEnd[], now: number) =>
    ends.some(({ validity }) => endsSoon(validity, now)) ? 10 * 60_000 : undefined,
  // A thousand nodes of which many are silent.
  patienceMs: 15 * 60_000,
  read: ({ certificates }, signal) => certificates(signal),
});

/** No kubeadm leaves one so old by design; a kubelet's own renewal may wait until a tenth of its life is left. */
function endsSoon(validity: CertificateEnd["validity"], now: number): boolean {
  return (
    validity !== undefined &&
    validity.until - now < Math.min(30 * dayMs, (validity.until - validity.from) / 10)
  );
}
