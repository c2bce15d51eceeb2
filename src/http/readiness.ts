// Ready means: Slack can reach us and takes our tokens, the database can be written, for every cluster it is known whether it can be reached, and somebody looks.
import { span } from "#src/base/text.ts";
import { longestLookMs } from "#src/health/ailments.ts";
import type { ClusterVitals, Source, Vitals } from "#src/health/vitals.ts";
import type { Health } from "./server.ts";

/** A cluster that is down does not make the bot unready: telling people about it is its job. */
export function readiness({ slack, storage, turnedMs, clusters }: Vitals): Health {
  const { sockets, trouble } = slack;
  const isKnown = clusters.every(({ reach }) => reach !== "connecting");
  const turns = turnedMs === undefined || turnedMs <= longestLookMs;
  return {
    ok: trouble === undefined && storage === undefined && sockets > 0 && isKnown && turns,
    checks: {
      slack: trouble ?? (sockets > 0 ? `${sockets} connected` : "not connected"),
      database: storage ?? "writable",
      rules: turnedMs === undefined ? "not asked yet" : `the loop came round ${span(turnedMs)} ago`,
      ...Object.fromEntries(clusters.flatMap(checksOf)),
    },
  };
}

function checksOf({ name, reach, watches, probes, lookedMs }: ClusterVitals): readonly [string, string][] {
  return [
    [`cluster ${name}`, reach],
    [`cluster ${name} watches`, watches.map(say).join(", ")],
    [`cluster ${name} probes`, probes.map(say).join(", ") || "none read yet"],
    [
      `cluster ${name} rules`,
      lookedMs === undefined ? "asked by another replica" : `asked ${span(lookedMs)} ago`,
    ],
  ];
}

/** `nodes 12 s`, `certificates broken 3 min`. */
function say({ name, state, ageMs }: Source): string {
  const age = ageMs === undefined ? "never" : span(ageMs);
  return [name, ...(state === "good" ? [] : [state]), age].join(" ");
}
