// One look at one campaign: what is next, and done. Level-triggered, so that a look more or less changes nothing.
import type { Clock } from "#src/base/clock.ts";
import { BotError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import { holdsLock, type Operation } from "#src/operation/operation.ts";
import type { Stages } from "#src/operation/stage.ts";
import type { Store } from "#src/store/store.ts";
import { type Beside, createBeside, groupOf, waitsForOthers } from "./beside.ts";
import { type Campaign, operationsOf, type Stage } from "./campaign.ts";
import { type Own, type Seen, whyNot } from "./gates.ts";
import type { Ledger } from "./ledger.ts";
import { nextOf } from "./next.ts";
import { reportOf } from "./report.ts";
import { startGroup } from "./start-group.ts";
import { type PlannedStage, startStage } from "./start-stage.ts";
import { isOver } from "./transitions.ts";
import { cameToNothing, ended, follows, replaced, settled, type Turn, timed } from "./turns.ts";

export type AttendParts = Ledger & {
  readonly store: Pick<Store, "operations">;
  readonly stages: Stages;
  /** Reads what the gates ask about. @throws UnreachableError */
  readonly see: (cluster: string, signal: AbortSignal) => Promise<Seen>;
  /** Plans a line afresh, with the rights that whoever asked and approved have now. */
  readonly plan: (campaign: Campaign, stage: Stage) => Promise<PlannedStage>;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
};

/** A gate that does not hold for so long asks people. An API server that is being upgraded comes back before. */
export const patienceMs = 15 * 60_000;
const seeWithinMs = 20_000;

const comesToNothing: readonly Operation["state"][] = ["abandoned", "denied", "cancelled", "expired"];

export function createAttend(parts: AttendParts) {
  const { store, change, waitFor, clock } = parts;
  const { besideOf, settleBeside } = createBeside(parts);
  const starting = { ...parts, waitAt };
  return { attendTo, operationOf, besideOf };

  async function operationOf({ records, at }: Campaign): Promise<Operation | undefined> {
    const id = records[at]?.operation;
    return id === undefined ? undefined : store.operations.find(id);
  }

  async function attendTo(campaign: Campaign): Promise<void> {
    const operation = await operationOf(campaign);
    const beside = await besideOf(campaign);
    for (const each of beside) await settleBeside(campaign, each);
    const all = [...(operation ? [{ place: campaign.at, operation }] : []), ...beside];
    for (const each of all) await giveUp(campaign, each);
    if (operation && waitsForOthers(operation, beside)) return;
    const now = clock.now();
    const next = nextOf(campaign, operation, now);
    if (next.do === "nothing") return;
    if (next.do === "look") return lookAt(campaign, operation);
    if (next.do === "ask") {
      const { words, operation: its } = next;
      return waitFor(campaign, { for: "people", words, ...(its ? { operation: its } : {}) });
    }
    if (next.do === "rest") return waitFor(campaign, { for: "rest", words: "", until: next.until });
    const { id, at } = campaign;
    const turn = (current: Campaign): Turn | undefined => {
      if (current.at !== at || isOver(current.state)) return undefined;
      if (next.do === "replace") return replaced(current, next.by);
      const running = operation ? timed(current, operation) : current;
      if (next.do === "follow") return follows(running);
      return settled(running, operation?.endedAt ?? now, operation?.id ?? "");
    };
    await change(id, turn);
  }

  async function giveUp({ id, records }: Campaign, { place, operation }: Beside): Promise<void> {
    if (!comesToNothing.includes(operation.state) || records[place]?.state !== "running") return;
    await change(id, (current) =>
      isOver(current.state) ? undefined : cameToNothing(current, operation.id, place),
    );
  }

  async function lookAt(campaign: Campaign, operation: Operation | undefined): Promise<void> {
    const { id, at, anyway, course, waiting } = campaign;
    if (waiting?.for === "turn" && (await isBusy(waiting.behind))) return;
    const open = anyway === at ? [] : await openGates(campaign);
    if (open.length > 0) return waitAt(campaign, open.join("\n"));
    const stage = course.stages[at];
    const group = groupOf(campaign, operation, await besideOf(campaign));
    if (group.length > 1 && (await startGroup(starting, campaign, group))) return;
    if (stage) return startStage(starting, { campaign, stage, operation });
    const report = await reportOn(campaign);
    await change(id, (current) =>
      current.at === at ? ended(current, clock.now(), report.join("\n")) : undefined,
    );
  }

  async function isBusy(behind: string | undefined): Promise<boolean> {
    const holder = behind === undefined ? undefined : await store.operations.find(behind);
    return holder !== undefined && holdsLock.includes(holder.state);
  }

  async function openGates(campaign: Campaign): Promise<readonly string[]> {
    try {
      return whyNot(await parts.see(campaign.cluster, patience()), ownOf(campaign));
    } catch (error) {
      if (error instanceof BotError) return [error.message];
      throw error;
    }
  }

  /** Within its patience it goes on by itself; after that somebody must say so. */
  async function waitAt(campaign: Campaign, words: string): Promise<void> {
    const now = clock.now();
    const { waiting, state } = campaign;
    const since = state === "waiting" && waiting?.for === "gate" ? waiting.since : now;
    // A clock that was set back makes nobody wait for ever.
    const isLate = Math.abs(now - since) >= patienceMs;
    await waitFor(campaign, { for: isLate ? "people" : "gate", words });
  }

  async function reportOn(campaign: Campaign): Promise<readonly string[]> {
    const ids = campaign.records.flatMap(({ operation }) => operation ?? []);
    const operations = await Promise.all(ids.map((each) => store.operations.find(each)));
    const seen = await attempt(parts.see(campaign.cluster, patience()));
    return reportOf(campaign, {
      operations: operations.filter((each) => each !== undefined),
      seen: seen.ok ? seen.value : undefined,
      now: clock.now(),
    });
  }

  function patience(): AbortSignal {
    return AbortSignal.any([parts.stopping, AbortSignal.timeout(seeWithinMs)]);
  }
}

function ownOf(campaign: Campaign): Own {
  const { course, off, beganAt } = campaign;
  const { known } = course;
  return {
    operations: operationsOf(campaign),
    off: [...known.off, ...off],
    cordoned: known.cordoned,
    beganAt,
  };
}
