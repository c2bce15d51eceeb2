// What a cluster's Alertmanager should be silent about, from what was silenced in chat. Pure.
import type { Incident } from "#src/incident/incident.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { Matcher, TheirAlert } from "./alertmanager.ts";

export type Wish = {
  /** `si-7k3m9x`, or an incident and when it was silenced: `in-7k3m9x.1795935600000`. It stands in the comment there. */
  readonly id: string;
  readonly cluster: string;
  /** By what it is known there: labels, or the fingerprint of one alert. */
  readonly of: Labels | { readonly fingerprint: string };
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number | "clear";
  /** Slack user id. */
  readonly by: string;
  readonly why: string;
};

type Labels = { readonly labels: Readonly<Record<string, string>> };

/** What people silence by naming it. */
export function wishOf({ id, cluster, alert, about, from, until, by, why }: Silence): Wish {
  return { id, cluster, of: { labels: labelsOf(alert, about) }, from, until, by, why };
}

/** An incident that somebody silenced on its card; undefined where nobody did, and where no label says what it is about. */
export function wishOfIncident(incident: Incident): Wish | undefined {
  const { id, cluster, silenced, trail, drill } = incident;
  if (!isSilenced(incident) || silenced === undefined || silenced.covered || drill) return undefined;
  const of = ofIncident(incident);
  if (!of) return undefined;
  const from = trail.findLast(({ what }) => what === "silenced")?.at ?? 0;
  const { by, until, why = "silenced in chat" } = silenced;
  return { id: `${id}.${from}`, cluster, of, from, until, by, why };
}

/** What is out of sight keeps what was decided about it. */
function isSilenced({ state, before }: Incident): boolean {
  return state === "silenced" || (state === "unknown" && before === "silenced");
}

function ofIncident({ alert, subject, reported }: Incident): Wish["of"] | undefined {
  const { kind, namespace, name } = subject;
  if (reported) return { fingerprint: name.slice(reported.from.length + 1) };
  if (kind === "Node") return { labels: labelsOf(alert, `node/${name}`) };
  if (namespace === undefined || !Object.hasOwn(kindLabels, kind.toLowerCase())) return undefined;
  return { labels: labelsOf(alert, `${kind.toLowerCase()}/${namespace}/${name}`) };
}

/** As kube-state-metrics calls them, which is what kubernetes-mixin's alerts carry. */
const kindLabels = {
  deployment: "deployment",
  statefulset: "statefulset",
  daemonset: "daemonset",
  replicaset: "replicaset",
  job: "job_name",
  cronjob: "cronjob",
  pod: "pod",
  persistentvolumeclaim: "persistentvolumeclaim",
} as const;

function labelsOf(alert: string | undefined, about: string | undefined): Record<string, string> {
  return { ...(alert === undefined ? {} : { alertname: alert }), ...(about ? labelsAbout(about) : {}) };
}

function labelsAbout(about: string): Record<string, string> {
  const [kind = "", ...rest] = about.split("/");
  const [first = "", second = ""] = rest;
  if (kind === "node") return { node: first };
  if (kind === "namespace") return { namespace: first };
  const label = Object.hasOwn(kindLabels, kind) ? kindLabels[kind as keyof typeof kindLabels] : kind;
  return { namespace: first, [label]: second };
}

/** Everything that has a name, where nothing else is said: Alertmanager takes no silence of nothing. */
const everything: Matcher = { name: "alertname", value: ".+", isRegex: true, isEqual: true };

/** `own`: the labels by which its alerts are those of this cluster. Undefined when it does not know that alert any more. */
export function matchersOf(
  { of }: Pick<Wish, "of">,
  own: Readonly<Record<string, string>>,
  alerts: readonly TheirAlert[],
): readonly Matcher[] | undefined {
  if ("fingerprint" in of) {
    const known = alerts.find(({ fingerprint }) => fingerprint === of.fingerprint);
    return known && equal(known.labels);
  }
  const matchers = equal({ ...own, ...of.labels });
  return matchers.length === 0 ? [everything] : matchers;
}

function equal(labels: Readonly<Record<string, string>>): readonly Matcher[] {
  return Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
}

/** By it a silence is known again, whoever lost the answer in which Alertmanager gave its id. */
export function commentOf({ id, why }: Pick<Wish, "id" | "why">): string {
  return `${why} ${mark(id)}`;
}

export function isOf(comment: string, id: string): boolean {
  return comment.endsWith(mark(id));
}

function mark(id: string): string {
  return `(Wheelhouse ${id})`;
}
