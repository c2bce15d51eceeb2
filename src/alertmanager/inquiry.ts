// What Alertmanager does not say by itself: it posts nothing of an alert that is silenced there, not even that it is over.
import type { Clock } from "#src/base/clock.ts";
import type { TheirAlert } from "./alertmanager.ts";
import type { Wish } from "./wish.ts";

export type Inquiry = {
  /** Of these it is time to ask now; none while there is nothing of which only Alertmanager could tell. */
  readonly due: (wishes: readonly Wish[]) => readonly Wish[];
  /** What it has of them. */
  readonly heard: (wishes: readonly Wish[], alerts: readonly TheirAlert[]) => Promise<void>;
};

type Parts = {
  readonly tell: (incident: string, isThere: boolean) => Promise<unknown>;
  readonly clock: Pick<Clock, "ticks">;
};

const everyMs = 60_000;
/** After a restart it has none of them, until Prometheus has sent them again. */
const missingForMs = 5 * 60_000;

export function createInquiry({ tell, clock }: Parts): Inquiry {
  const missingSince = new Map<string, number>();
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    due: (wishes) =>
      clock.ticks() - askedAt < everyMs ? [] : wishes.filter(({ of }) => "fingerprint" in of),
    heard: async (wishes, alerts) => {
      askedAt = clock.ticks();
      const there = new Set(alerts.map(({ fingerprint }) => fingerprint));
      for (const { id, of } of wishes) {
        const isThere = "fingerprint" in of && there.has(of.fingerprint);
        const since = isThere ? undefined : (missingSince.get(id) ?? askedAt);
        if (since === undefined) missingSince.delete(id);
        else missingSince.set(id, since);
        if (since === undefined || askedAt - since >= missingForMs) await tell(incidentOf(id), isThere);
      }
    },
  };
}

/** `in-7k3m9x.1795935600000` is about `in-7k3m9x`. */
function incidentOf(id: string): string {
  return id.split(".", 1)[0] ?? id;
}
