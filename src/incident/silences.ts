// Keeps silences, and says what is silenced now: by a person's silence, or by an operation that is at work there.

import { personOf } from "#src/base/actor.ts";
import type { Clock } from "#src/base/clock.ts";
import { RefusedError, UsageError } from "#src/base/errors.ts";
import type { AuditEntry } from "#src/operation/audit.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Table } from "#src/store/store.ts";
import type { Look } from "./look.ts";
import { lookedAtShutdown, silenceOfShutdown } from "./shut-down.ts";
import { covers, isInForce, lookedAt, over, type Silence, silencedBy } from "./silence.ts";
import { isAtWork, workOf } from "./works.ts";

export type NewSilence = Pick<Silence, "cluster" | "alert" | "about" | "from" | "until" | "by" | "why">;

export type Silences = {
  readonly add: (wanted: NewSilence) => Promise<Silence>;
  /** @throws UsageError when there is no such silence; RefusedError when it is over */
  readonly remove: (id: string, by: string) => Promise<Silence>;
  /** Those that are not over, newest first. */
  readonly list: () => Promise<readonly Silence[]>;
  /** What is silenced on a cluster of which this is seen. Ends what has had its time. */
  readonly at: (cluster: string, seen: Pick<Look, "problems" | "blind">) => Promise<Look["silence"]>;
  /** Whether it was shut down on purpose and is not awake yet, as far as this replica has looked at it. */
  readonly isShutDown: (cluster: string) => boolean;
};

type Parts = {
  readonly store: {
    readonly silences: Table<Silence>;
    readonly operations: Pick<Table<Operation>, "list">;
  };
  /** Names of the nodes of a cluster that are control planes, as last seen. */
  readonly controlPlanes: (cluster: string) => ReadonlySet<string>;
  readonly newId: () => string;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
};

const mostSilences = 1_000;
const ended = ["succeeded", "failed", "interrupted", "abandoned"] as const;

export function createSilences({ store, controlPlanes, newId, redact, clock }: Parts): Silences {
  const { silences, operations } = store;
  const off = new Set<string>();
  const list = () => silences.list({ states: ["active"], limit: mostSilences });
  return { add, remove, list, at, isShutDown: (cluster) => off.has(cluster) };

  async function add(wanted: NewSilence): Promise<Silence> {
    const addedAt = clock.now();
    const next: Silence = { ...wanted, why: redact(wanted.why), id: newId(), state: "active", addedAt };
    await silences.add({ next, entries: [entryOf(next, "silence-added", addedAt, wanted.by)] });
    return next;
  }

  async function remove(id: string, by: string): Promise<Silence> {
    if (!(await silences.find(id)))
      throw new UsageError(`There is no silence ${id}.`, { hint: "`silence list` shows those there are." });
    const now = clock.now();
    const changed = await silences.change(id, (silence) => {
      if (silence.state === "over") throw new RefusedError(`${id} is over already.`);
      return { next: over(silence, now), entries: [entryOf(silence, "silence-removed", now, by)] };
    });
    if (changed.outcome === "held") throw new Error(`${id} cannot be held`);
    return changed.record;
  }

  async function at(cluster: string, seen: Pick<Look, "problems" | "blind">) {
    const now = clock.now();
    const all = await newestOf(cluster);
    for (const operation of all) await silenceShutdown(operation, now);
    const active = await silences.list({ cluster, states: ["active"], limit: mostSilences });
    const around = { ...seen, operations: all };
    for (const silence of active) {
      const isShutdowns = silence.operation !== undefined;
      const next = isShutdowns ? lookedAtShutdown(silence, around, now) : lookedAt(silence, seen, now);
      await keep(silence, next, now);
    }
    const inForce = active.filter((each) => isInForce(each, now));
    if (inForce.some(({ operation }) => operation !== undefined)) off.add(cluster);
    else off.delete(cluster);
    const atWork = all.filter((each) => isAtWork(each, now));
    const working = workOf(atWork, controlPlanes(cluster));
    return (problem: Parameters<Look["silence"]>[0]) => {
      const silence = inForce.find((each) => covers(each, problem));
      return silence ? silencedBy(silence) : working(problem);
    };
  }

  async function keep(before: Silence, next: Silence, now: number): Promise<void> {
    if (next === before) return;
    const isOver = next.state === "over";
    await silences.change(before.id, (stored) =>
      stored.state === "over"
        ? undefined
        : { next, entries: isOver ? [entryOf(next, "silence-ended", now)] : [] },
    );
  }

  async function newestOf(cluster: string): Promise<readonly Operation[]> {
    const running = await operations.list({ cluster, states: ["running"], limit: 100 });
    const newest = await operations.list({ cluster, states: ended, limit: 5 });
    return [...running, ...newest];
  }

  /** Once: who has removed it wants to hear. */
  async function silenceShutdown(operation: Operation, now: number): Promise<void> {
    const next = silenceOfShutdown(operation, now);
    if (!next || (await silences.find(next.id))) return;
    await silences.add({ next, entries: [entryOf(next, "silence-added", now, next.by)] });
  }
}

function entryOf(
  { id, cluster, alert, about, until, why, operation }: Silence,
  event: Extract<AuditEntry["event"], `silence-${string}`>,
  at: number,
  by?: string,
): AuditEntry {
  const details = { silence: id, alert, about, until, why, ...(operation && { operation }) };
  return { at, event, cluster, details, ...(by === undefined ? {} : { by: personOf(by) }) };
}
