// Puts together what is told unasked: the rules, the watchman, the card of an incident, and why it is.
import { randomUUID } from "node:crypto";
import type { Clock } from "#src/base/clock.ts";
import { RefusedError, UsageError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { Card } from "#src/card/card.ts";
import { incidentCard } from "#src/card/incident-card.ts";
import type { IncidentsView } from "#src/command/define.ts";
import { alertsChannel, type Settings } from "#src/config/settings.ts";
import type { Signature } from "#src/diagnosis/signature.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { brokenRuleLog } from "#src/incident/broken-rule.ts";
import { glanceAt } from "#src/incident/glance.ts";
import type { Incident } from "#src/incident/incident.ts";
import { forMsOf } from "#src/incident/problems.ts";
import { quietUntil } from "#src/incident/quiet.ts";
import { spokenOf } from "#src/incident/reported.ts";
import { sightOf } from "#src/incident/sight.ts";
import { createSilences, type Silences } from "#src/incident/silences.ts";
import { createWatchman, openStates, type Watchman } from "#src/incident/watchman.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { incidentIdFor, newId } from "#src/operation/id.ts";
import type { Store } from "#src/store/store.ts";
import { causeOf } from "./cause-of.ts";

type Parts = {
  readonly settings: Settings;
  readonly store: Store;
  readonly clusters: readonly ClusterView[];
  readonly signatures: () => readonly Signature[];
  /** The machines of a cluster. */
  readonly hosts: (cluster: string) => HostsView;
  readonly show: (id: string) => Promise<void>;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly log: Log;
};

export type Incidents = IncidentsView &
  Pick<Watchman, "start" | "stop" | "decide" | "drill" | "pulse" | "report" | "heard"> & {
    readonly silence: Pick<Silences, "add" | "remove">;
    readonly isShutDown: Silences["isShutDown"];
  };

export function startIncidents(parts: Parts): Incidents {
  const { settings, store, clusters, clock, log, redact } = parts;
  const { repeat, resolveAfter, escalate, thresholds, quiet } = settings.alerts;
  const tellBroken = brokenRuleLog(log);
  const controlPlanes = (name: string) => controlPlanesOf(clusters.find((each) => each.name === name));
  const silences = createSilences({ store, controlPlanes, newId: () => newId("si"), redact, clock });
  const watchman = createWatchman({
    clusters: clusters.map(({ name }) => name),
    glance: (name) => {
      const cluster = clusters.find((each) => each.name === name);
      return cluster && glanceAt(sightOf(cluster, clock.now()), tellBroken);
    },
    forMs: forMsOf(thresholds),
    silence: silences.at,
    quiet: (severity, now) => quietUntil(quiet, severity, now),
    store,
    pace: {
      ...{ holdDownMs: resolveAfter, reopenMs: 30 * 60_000, repeatMs: repeat, escalateMs: escalate?.after },
      heardForMs: (door) => settings.doors.alertmanager.find(({ name }) => name === door)?.silentAfter ?? 0,
    },
    tell: async (incident) => {
      const { id, cluster, severity, toldAs } = incident;
      const isToBeShown = toldAs !== undefined && alertsChannel(settings, cluster, severity) !== undefined;
      const isOwn = isToBeShown || (await store.shown(`incident/${id}`)) !== undefined;
      if (isOwn) await parts.show(incident.id);
    },
    diagnose: async ({ cluster: name, alert, subject }, signal) => {
      const cluster = clusters.find((each) => each.name === name);
      const ways = { hosts: parts.hosts(name), signatures: parts.signatures(), now: clock.now(), signal };
      return cluster && causeOf({ alert, subject }, { cluster, ...ways });
    },
    newId: () => newId("in"),
    idFor: incidentIdFor,
    redact,
    me: randomUUID(),
    clock,
    log,
  });
  return {
    start: watchman.start,
    stop: watchman.stop,
    decide: watchman.decide,
    pulse: watchman.pulse,
    report: watchman.report,
    heard: watchman.heard,
    drill: async (wanted) => {
      if (alertsChannel(settings, wanted.cluster, wanted.rule.severity) !== undefined)
        return watchman.drill(wanted);
      throw new RefusedError(`Nobody would be told of anything on ${wanted.cluster}.`, {
        hint: "channels.alerts in wheelhouse.yaml says where.",
      });
    },
    list: store.incidents.list,
    reported: async (cluster) =>
      (await store.incidents.list({ cluster, states: openStates, limit: 10_000 })).flatMap(spokenOf),
    silence: silences,
    isShutDown: silences.isShutDown,
    silences: silences.list,
    find: async (id) => {
      const incident = await store.incidents.find(id);
      if (incident) return incident;
      throw new UsageError(`There is no incident ${id}.`, { hint: "`alert list` shows those there are." });
    },
  };
}

function controlPlanesOf(cluster: ClusterView | undefined): ReadonlySet<string> {
  const nodes = cluster?.snapshot().nodes ?? [];
  return new Set(nodes.filter(isControlPlane).map(({ name }) => name));
}

/** Makes the card of an incident; none where nobody is to be told. */
export function incidentCards(
  settings: Settings,
  store: Pick<Store, "incidents" | "shown">,
): (id: string) => Promise<Card | undefined> {
  return async (id) => {
    const incident = await store.incidents.find(id);
    if (!incident) return undefined;
    const { cluster, severity, toldAs = severity } = incident;
    const shown = await store.shown(`incident/${id}`);
    // Of a cluster that is configured no more, where it was told.
    const channel = alertsChannel(settings, cluster, toldAs) ?? shown?.channel;
    if (channel === undefined) return undefined;
    const urgent = alertsChannel(settings, cluster, severity);
    const escalateTo = settings.alerts.escalate?.to;
    const explains = await explainedBy(store, incident);
    const { admin: admins = [] } = settings.access;
    return incidentCard(incident, {
      ...{ channel, urgent, escalateTo, explains },
      // Slack's ts is when it was posted.
      toldAt: shown && Number(shown.ts) * 1_000,
      instead: admins.find((id) => /^[UW]/.test(id)) ?? admins.find((id) => id.startsWith("S")),
    });
  };
}

async function explainedBy(
  { incidents }: Pick<Store, "incidents">,
  { id, cluster, since }: Incident,
): Promise<readonly Incident[]> {
  const all = await incidents.list({ cluster, notOverBefore: since, limit: 10_000 });
  return all.filter((each) => each.explainedBy === id);
}
