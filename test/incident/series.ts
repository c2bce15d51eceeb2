// A cluster's problems as a time series: what one incident after another makes of them, without a store and without a clock.
import { advance, type Pace } from "#src/incident/advance.ts";
import { decideIncident, type IncidentDecision } from "#src/incident/decide-incident.ts";
import { type Incident, keyOf, type Silenced } from "#src/incident/incident.ts";
import { type Look, look } from "#src/incident/look.ts";
import type { Problem } from "#src/incident/rule.ts";

export const minute = 60_000;

export const pace: Pace = {
  holdDownMs: minute,
  reopenMs: 30 * minute,
  repeatMs: 4 * 60 * minute,
  escalateMs: 15 * minute,
};

export function problem(alert: string, name: string, more: Partial<Problem> = {}): Problem {
  return {
    ...{ alert, severity: "warning", summary: `${name} is unwell`, remedies: [] },
    subject: { kind: "Node", name },
    ...more,
  };
}

type Given = {
  readonly forMs?: number;
  readonly pace?: Partial<Pace>;
  readonly silence?: (problem: Problem) => Silenced | undefined;
  /** Quiet for what is less than critical, between these minutes. */
  readonly quietFrom?: number;
  readonly quietUntil?: number;
};

/** Looks that follow each other; what is stored in between is kept here. */
export function series(given: Given = {}) {
  const stored = new Map<string, Incident>();
  let now = 0;
  let ids = 0;
  const rules = { ...pace, ...given.pace };

  function quiet(severity: Problem["severity"]): number | undefined {
    const { quietFrom = 0, quietUntil = 0 } = given;
    const isQuiet = now >= quietFrom * minute && now < quietUntil * minute;
    return isQuiet && severity !== "critical" ? quietUntil * minute : undefined;
  }

  function at(minutes: number): void {
    now = minutes * minute;
  }

  function sees(problems: readonly Problem[], how: Partial<Pick<Look, "blind" | "first">> = {}): void {
    const looked = look(
      {
        ...{ cluster: "home", problems, blind: new Set<string>(), first: false, ...how },
        forMs: () => given.forMs ?? 2 * minute,
        silence: given.silence ?? (() => undefined),
        quiet,
      },
      { incidents: [...stored.values()], newId: () => `in-${++ids}`, pace: rules, now },
    );
    for (const incident of looked.fresh) stored.set(incident.id, incident);
    for (const [id, seen] of looked.seen) {
      const incident = stored.get(id);
      if (incident) stored.set(id, advance(incident, seen, rules, now));
    }
  }

  function decides(alert: string, decision: IncidentDecision): void {
    const incident = one(alert);
    stored.set(incident.id, decideIncident(incident, decision, now));
  }

  function one(alert: string, name = "w1"): Incident {
    const key = keyOf(alert, { kind: "Node", name });
    const found = [...stored.values()].findLast((each) => each.key === key);
    if (!found) throw new Error(`there is no ${key}`);
    return found;
  }

  return {
    at,
    sees,
    decides,
    one,
    all: () => [...stored.values()],
    /** Those that have a message, as the bot decides. */
    own: () => [...stored.values()].filter(({ toldAs }) => toldAs !== undefined),
    /** Those with a message of their own. */
    told: () =>
      [...stored.values()].filter(({ firedAt, explainedBy }) => firedAt !== undefined && !explainedBy),
  };
}
