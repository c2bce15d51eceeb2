// A drill: an incident that is made on purpose, to prove that somebody is told and answers. It ends when it is taken, or by itself.
import { advance, noticed, type Pace, type Seen } from "./advance.ts";
import type { Drilled, Incident } from "./incident.ts";
import type { Problem, Rule } from "./rule.ts";

const lastsMs = 10 * 60_000;

export type NewDrill = {
  readonly rule: Pick<Rule, "alert" | "severity">;
  readonly cluster: string;
  readonly by: string;
  readonly where: Drilled["where"];
};

export function drillOf({ rule, cluster, by, where }: NewDrill, id: string, now: number): Incident {
  const problem: Problem = {
    ...rule,
    // Nothing real is called so, and nothing real is explained by it.
    subject: { kind: "Drill", name: id },
    summary: `${rule.alert} on ${cluster}, as if it were so`,
    remedies: [`alert show ${id}`],
    since: now,
  };
  const drilled = { by, where, at: now, until: now + lastsMs };
  return { ...noticed(problem, { id, cluster, now, drill: true }), drilled };
}

/** What a look finds of it, which asks no rule; undefined when it is over. */
export function drillSeen(incident: Incident, now: number): Seen | undefined {
  const { state, drilled } = incident;
  if (state === "resolved") return undefined;
  const isTaken = state === "acknowledged" || incident.goneSince !== undefined;
  if (isTaken || now >= (drilled?.until ?? 0)) return { kind: "absent" };
  const { alert, severity, subject, summary, remedies } = incident;
  return { kind: "present", problem: { alert, severity, subject, summary, remedies }, forMs: 0 };
}

/** The drill after a look: over as soon as it is not seen. */
export function drilledOn(incident: Incident, pace: Pace, now: number): Incident {
  const seen = drillSeen(incident, now);
  return seen ? advance(incident, seen, { ...pace, holdDownMs: 0 }, now) : incident;
}
