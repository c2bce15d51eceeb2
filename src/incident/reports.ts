// Keeps what other systems report: one incident for one alert, however often and through however many replicas it is heard.
import type { Clock } from "#src/base/clock.ts";
import type { Table } from "#src/store/store.ts";
import type { Pace } from "./advance.ts";
import type { Incident } from "./incident.ts";
import type { Ledger } from "./ledger.ts";
import { isReopenable } from "./look.ts";
import { firstHeard, heard, type Report, reportKey } from "./reported.ts";

type Parts = Pick<Ledger, "begin" | "change"> & {
  readonly store: { readonly incidents: Table<Incident> };
  readonly pace: Pace;
  readonly newId: () => string;
  readonly idFor: (text: string) => string;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
};

/** Of one cluster: a sender gone wild must not crowd out what our rules find. */
export const mostOpen = 1_000;
const everyOne = 10_000;

/** One notification after the other. */
export function createReports(
  parts: Parts,
): (cluster: string, reports: readonly Report[]) => Promise<boolean> {
  const { store, pace, begin, change, clock } = parts;
  let last: Promise<unknown> = Promise.resolve();
  return (cluster, reports) => {
    const next = last.then(() => take(cluster, reports));
    last = next.catch(() => undefined);
    return next;
  };

  async function take(cluster: string, reports: readonly Report[]): Promise<boolean> {
    const now = clock.now();
    const all = await store.incidents.list({ cluster, notOverBefore: now - pace.reopenMs, limit: everyOne });
    const reported = all.filter((each) => each.reported && isReopenable(each, pace, now));
    const byKey = Map.groupBy(reported, ({ key }) => key);
    let room = mostOpen - reported.filter(({ state }) => state !== "resolved").length;
    let isAllTaken = true;
    for (const given of reports) {
      const { alert, summary } = given;
      const report = { ...given, alert: parts.redact(alert), summary: parts.redact(summary) };
      const same = byKey.get(reportKey(report)) ?? [];
      const known = same.find(({ state }) => state !== "resolved") ?? same[0];
      if (known) await change(known.id, (incident) => heard(incident, report, now));
      else if (report.isOver) continue;
      else if (room-- <= 0) isAllTaken = false;
      else await keep(cluster, report, now);
    }
    return isAllTaken;
  }

  async function keep(cluster: string, report: Report, now: number): Promise<void> {
    const id = parts.idFor(`${cluster} ${reportKey(report)} ${report.startsAt}`);
    if (await begin(firstHeard(report, { id, cluster, now }), undefined, now)) return;
    // Heard by another replica in this moment, or long ago.
    const taken = await store.incidents.find(id);
    if (taken?.key === reportKey(report) && isReopenable(taken, pace, now))
      await change(id, (incident) => heard(incident, report, now));
    else await begin(firstHeard(report, { id: parts.newId(), cluster, now }), undefined, now);
  }
}
