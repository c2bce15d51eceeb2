// How long each link of the chain took in a drill.
import { span } from "#src/base/text.ts";
import type { Incident } from "#src/incident/incident.ts";

/** `detected after 2 s, told after 3 s, taken after 9 s, resolved after 12 s`; what did not happen is left out. */
export function chainOf(incident: Incident, toldAt: number | undefined): string {
  const { drilled, firedAt, trail } = incident;
  if (!drilled) return "";
  const at = (what: string) => trail.findLast((each) => each.what === what)?.at;
  const links = [
    ["detected", firedAt],
    ["told", toldAt],
    ["taken", at("acknowledged")],
    ["resolved", at("resolved")],
  ] as const;
  return links
    .flatMap(([link, when]) => (when === undefined ? [] : [`${link} after ${span(when - drilled.at)}`]))
    .join(", ");
}
