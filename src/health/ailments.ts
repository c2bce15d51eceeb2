// Why nobody would be told of anything now, in words. Pure. A cluster that is down is no ailment of ours while another is seen.
import { span } from "#src/base/text.ts";
import type { ClusterVitals, Vitals } from "./vitals.ts";

/** A look at thousands of pods may come minutes after the one before. */
export const longestLookMs = 5 * 60_000;
/** The watch that never rests is heard every few seconds, and opened anew after ten. */
const longestSilenceMs = 2 * 60_000;

/** Of what this replica looks at; empty when all is well, or when another replica does. */
export function ailmentsOf({ slack, storage, turnedMs, clusters }: Vitals): readonly string[] {
  const own = clusters.filter(({ lookedMs }) => lookedMs !== undefined);
  const awake = own.filter(({ isShutDown }) => !isShutDown);
  return [
    ...(slack.trouble ? [slack.trouble] : []),
    ...(slack.trouble === undefined && slack.sockets === 0 ? ["Slack is not connected"] : []),
    ...(storage ? [`the database cannot be written: ${storage}`] : []),
    ...(turnedMs !== undefined && turnedMs > longestLookMs
      ? [`nothing was looked at for ${span(turnedMs)}`]
      : []),
    ...own.flatMap(overlooked),
    ...(awake.length > 0 && awake.every(isUnseen)
      ? [`nothing is heard of ${awake.map(({ name }) => name).join(", ")}`]
      : []),
  ];
}

function overlooked({ name, lookedMs = 0 }: ClusterVitals): readonly string[] {
  return lookedMs > longestLookMs ? [`${name} was not looked at for ${span(lookedMs)}`] : [];
}

function isUnseen({ reach, watches }: ClusterVitals): boolean {
  const youngest = Math.min(...watches.map(({ ageMs = Number.POSITIVE_INFINITY }) => ageMs));
  return reach !== "live" || youngest > longestSilenceMs;
}
