// What the audit says of an incident: what people decided, and when it began and ended.
import { personOf } from "#src/base/actor.ts";
import type { AuditEntry } from "#src/operation/audit.ts";
import type { Incident } from "./incident.ts";

const events = {
  fired: "incident-fired",
  returned: "incident-fired",
  acknowledged: "incident-acknowledged",
  unacknowledged: "incident-unacknowledged",
  silenced: "incident-silenced",
  unsilenced: "incident-unsilenced",
  resolved: "incident-resolved",
} as const;

/** The rows for what was added to its trail. */
export function auditOf(
  before: Incident | undefined,
  { id, cluster, alert, trail, drill }: Incident,
): readonly AuditEntry[] {
  const last = before?.trail.at(-1);
  const known = trail.findLastIndex(({ at, what }) => at === last?.at && what === last.what);
  const added = trail.slice(known + 1);
  return added.flatMap(({ at, what, by, words }) => {
    if (!Object.hasOwn(events, what)) return [];
    const event = events[what as keyof typeof events];
    const details = { incident: id, alert, words, ...(drill ? { drill: true } : {}) };
    return [
      {
        at,
        event,
        by: personOf(by),
        cluster,
        details,
      },
    ];
  });
}
