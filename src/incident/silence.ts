// A silence: what nobody wants to hear of on one cluster, from when until when, as plain data. Times are epoch milliseconds.
import type { Silenced } from "./incident.ts";
import type { Problem } from "./rule.ts";

export type Silence = {
  /** `si-7k3m9x`: short enough to type. */
  readonly id: string;
  readonly cluster: string;
  readonly state: "active" | "over";
  /** Only this alert. */
  readonly alert?: string | undefined;
  /** Only what is about this: `node/pi-1`, `namespace/shop`, `deployment/shop/web`. */
  readonly about?: string | undefined;
  /** A maintenance window begins later than it is made. */
  readonly from: number;
  /** Until then, or until what it covers is over. */
  readonly until: number | "clear";
  /** Slack user id; of a shutdown's also whoever else asked for it. */
  readonly by: string;
  readonly why: string;
  readonly addedAt: number;
  /** It has covered something since then. */
  readonly coveredAt?: number | undefined;
  /** The alerts that it covered when it last did. */
  readonly covering?: readonly string[] | undefined;
  /** Nothing that it covers has been wrong since then. */
  readonly clearSince?: number | undefined;
  readonly endedAt?: number | undefined;
  /** The shutdown that brought it, which ends it in its own way. */
  readonly operation?: string | undefined;
  /** The cluster that was shut down is seen again since then, and nobody is waking it. */
  readonly seenSince?: number | undefined;
};

export function isInForce({ state, from, until }: Silence, now: number): boolean {
  return state === "active" && from <= now && (until === "clear" || now < until);
}

export function covers({ alert, about }: Pick<Silence, "alert" | "about">, problem: Problem): boolean {
  return (alert === undefined || alert === problem.alert) && (about === undefined || isAbout(problem, about));
}

/** As what it covers says of it. */
export function silencedBy({ id, by, until, why }: Silence): Silenced {
  return { by, until, why, of: id, covered: true };
}

/** What happens on one node alone is about that node. */
function isAbout({ subject, nodes = [] }: Problem, about: string): boolean {
  const [kind = "", ...rest] = about.split("/");
  if (kind === "node") return nodes.length > 0 && nodes.every((node) => node === rest[0]);
  if (kind === "namespace") return subject.namespace === rest[0];
  const [namespace, name] = rest;
  return subject.kind.toLowerCase() === kind && subject.namespace === namespace && subject.name === name;
}

const clearForMs = 60_000;

type Seen = { readonly problems: readonly Problem[]; readonly blind: "all" | ReadonlySet<string> };

/** The silence after a look at its cluster; the very same object when nothing is to be written. */
export function lookedAt(silence: Silence, { problems, blind }: Seen, now: number): Silence {
  const { until, coveredAt, clearSince } = silence;
  if (until !== "clear") return now < until ? silence : over(silence, until);
  if (now < silence.from) return silence;
  const covering = [...new Set(problems.filter((each) => covers(silence, each)).map(({ alert }) => alert))];
  if (covering.length > 0)
    return clearSince === undefined && covering.join() === silence.covering?.join()
      ? silence
      : { ...silence, covering, coveredAt: coveredAt ?? now, clearSince: undefined };
  if (isOutOfSight(silence, blind)) return silence;
  if (coveredAt === undefined) return silence;
  if (clearSince === undefined) return { ...silence, clearSince: now };
  return now - clearSince < clearForMs ? silence : over(silence, clearSince);
}

/** What cannot be seen is not over. What it never was about may be out of sight for ever, as tokens are where they are not granted. */
function isOutOfSight({ alert, covering = [] }: Silence, blind: Seen["blind"]): boolean {
  return blind === "all" || [...covering, ...(alert ? [alert] : [])].some((each) => blind.has(each));
}

export function over(silence: Silence, endedAt: number): Silence {
  return { ...silence, state: "over", endedAt };
}
