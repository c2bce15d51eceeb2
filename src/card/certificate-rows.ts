// Certificates as rows: the first to end on top, and what is still shown though a newer one lies there.
import { span } from "#src/base/text.ts";
import type { Found, Look, Served } from "#src/kubeadm/certificates/look.ts";
import type { Table, Tone } from "./answer.ts";

export type Seen = { readonly look: Look; readonly served: readonly Served[] };

type Held = { readonly host: string; readonly found: Found };

export function heldTable(seen: readonly Seen[], now: number): Table {
  return {
    columns: ["Certificate", "Host", "Ends", "Left", "Renewed by"].map((title) => ({ title })),
    rows: heldBy(seen).map(({ host, found: { name, certificate, renewedBy } }) => [
      name,
      host,
      day(certificate.until),
      left(certificate.until, now),
      { kubeadm: "cert renew", kubelet: "the kubelet", nobody: "nobody" }[renewedBy],
    ]),
  };
}

/** A line each: `cp1, API server (6443): 2027-11-20, 356 d`. */
export function servedLines(seen: readonly Seen[], now: number): readonly string[] {
  return seen.flatMap(({ look, served }) =>
    served.map(({ port, of, shown }) => {
      const where = `${look.host}, ${of} (${port})`;
      if (!shown.ok) return `${where}: ${shown.error.message}`;
      if (!shown.value) return `${where}: nothing answers`;
      const { until, fingerprint } = shown.value;
      const old = isOnDisk(look, fingerprint) ? "" : "; not the one on disk: restart it";
      return `${where}: ${day(until)}, ${left(until, now)}${old}`;
    }),
  );
}

/** The first to end, of those that have to be renewed. Authorities live ten years, and copies are somebody's own. */
export function heldBy(seen: readonly Seen[]): readonly Held[] {
  return seen
    .flatMap(({ look }) => look.found.map((found) => ({ host: look.host, found })))
    .sort((one, other) => one.found.certificate.until - other.found.certificate.until);
}

export function toneOf(until: number, now: number): Tone {
  const days = (until - now) / dayMs;
  if (days < 7) return "bad";
  return days < 30 ? "warning" : "good";
}

function isOnDisk({ found }: Look, fingerprint: string): boolean {
  return found.some(({ certificate }) => certificate.fingerprint === fingerprint);
}

const dayMs = 24 * 3_600_000;

export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `412 d`, `3 h`, `ended 8 d ago`. */
export function left(until: number, now: number): string {
  return until > now ? span(until - now) : `ended ${span(now - until)} ago`;
}
