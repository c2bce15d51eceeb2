// Compares one cluster's Alertmanager with what is silenced in chat, and brings it there. What is to be made is written down first.
import type { Clock } from "#src/base/clock.ts";
import { createDuty } from "#src/base/duty.ts";
import { BotError, UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { Duties, Table } from "#src/store/store.ts";
import type { Alertmanager } from "./alertmanager.ts";
import { type Counterpart, isDue } from "./counterpart.ts";
import { createInquiry } from "./inquiry.ts";
import { type At, settled, type Theirs, theirsOf } from "./settle.ts";
import { type Wish, wishOf, wishOfIncident } from "./wish.ts";

/** One cluster's. */
export type Watched = {
  readonly alertmanager: Alertmanager;
  /** The labels by which its alerts are those of this cluster, where it has several. */
  readonly labels: Readonly<Record<string, string>>;
};

export type ComparisonParts = {
  readonly store: Duties & {
    readonly silences: Pick<Table<Silence>, "list">;
    readonly incidents: Pick<Table<Incident>, "list">;
    readonly counterparts: Table<Counterpart>;
  };
  /** What people call whoever has this id. */
  readonly nameOf: (id: string) => Promise<string>;
  /** Whether Alertmanager still has the alert that an incident was reported as. */
  readonly heard: (incident: string, isThere: boolean) => Promise<unknown>;
  /** This process. */
  readonly me: string;
  readonly clock: Clock;
  readonly log: Log;
};

const idleMs = 60_000;
export const many = 2_000;

/** Answers false where Alertmanager could not be brought to what it should be. */
export function createComparison(
  cluster: string,
  watched: Watched,
  parts: ComparisonParts,
): (signal: AbortSignal) => Promise<boolean> {
  const { store, clock, log } = parts;
  const { counterparts } = store;
  const isOurs = dutyOf(parts, cluster);
  const inquiry = createInquiry({ tell: parts.heard, clock });

  return async (signal) => {
    const wishes = new Map((await wishesOn()).map((wish) => [wish.id, wish]));
    const kept = await keptOf(wishes);
    const open = kept.filter((each) => isToDo(each, wishes.get(each.id), clock.now()));
    const made = kept.flatMap(({ id, state }) => (state === "made" ? (wishes.get(id) ?? []) : []));
    const asked = inquiry.due(made);
    if (open.length + asked.length === 0 || !(await isOurs())) return true;
    const theirs = theirsOf(watched.alertmanager, clock, signal);
    const isSettled = await settleAll(open, wishes, { ...watched, theirs, ...parts });
    return isSettled && ask(asked, theirs);
  };

  async function settleAll(
    open: readonly Counterpart[],
    wishes: ReadonlyMap<string, Wish>,
    at: At,
  ): Promise<boolean> {
    let trouble: string | undefined;
    let isOut = false;
    for (const before of open) {
      try {
        // Where it does not answer for one it is not asked about a thousand more.
        const next = isOut ? { ...before, trouble } : await settled(before, wishes.get(before.id), at);
        await keep(before, next);
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        trouble = error.message;
        isOut = error instanceof UnreachableError;
        const { id: silence } = before;
        if (before.trouble !== trouble)
          log.warn("an Alertmanager is not as it should be", { cluster, silence, error });
        await keep(before, { ...before, trouble });
      }
    }
    return trouble === undefined;
  }

  async function ask(wishes: readonly Wish[], theirs: Theirs): Promise<boolean> {
    if (wishes.length === 0) return true;
    try {
      await inquiry.heard(wishes, await theirs.alerts());
      return true;
    } catch (error) {
      if (error instanceof BotError) return false;
      throw error;
    }
  }

  async function wishesOn(): Promise<readonly Wish[]> {
    const silences = await store.silences.list({ cluster, states: ["active"], limit: many });
    const states = ["silenced", "unknown"] as const;
    const incidents = await store.incidents.list({ cluster, states, limit: many });
    const time = clock.now();
    return [...silences.map(wishOf), ...incidents.flatMap((each) => wishOfIncident(each) ?? [])].filter(
      ({ until }) => until === "clear" || until > time,
    );
  }

  /** What is to be there is written down before it is asked for. One that is over there was ended by somebody there: that stays. */
  async function keptOf(wishes: ReadonlyMap<string, Wish>): Promise<readonly Counterpart[]> {
    const kept = await counterparts.list({ cluster, states: ["owed", "made"], limit: many });
    const ids = new Set(kept.map(({ id }) => id));
    const added: Counterpart[] = [];
    for (const id of wishes.keys()) {
      if (ids.has(id) || (await counterparts.find(id))) continue;
      const next: Counterpart = { id, cluster, state: "owed", bornAt: clock.now() };
      if (await counterparts.add({ next, entries: [] })) added.push(next);
    }
    return [...kept, ...added];
  }

  async function keep(before: Counterpart, next: Counterpart): Promise<void> {
    if (JSON.stringify(next) === JSON.stringify(before)) return;
    await counterparts.change(before.id, () => ({ next, entries: [] }));
    if (next.state !== before.state)
      log.info("a silence in Alertmanager", { silence: next.id, state: next.state, theirs: next.theirs });
  }
}

function isToDo(counterpart: Counterpart, wish: Wish | undefined, now: number): boolean {
  return !wish || counterpart.state === "owed" || isDue(counterpart, wish.until, now);
}

function dutyOf({ store, me, clock }: ComparisonParts, cluster: string): () => Promise<boolean> {
  const name = `alertmanager/${cluster}`;
  return createDuty({ name, ...{ me, idleMs, clock }, read: store.duty, take: store.takeDuty });
}
