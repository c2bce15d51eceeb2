// What runs beside the stage that is next or under way: looked at with it, and settled by itself.
import type { Clock } from "#src/base/clock.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Store } from "#src/store/store.ts";
import type { Campaign } from "./campaign.ts";
import { membersOf } from "./group.ts";
import type { Ledger } from "./ledger.ts";
import type { Member } from "./start-group.ts";
import { isOver } from "./transitions.ts";
import { settled, timed } from "./turns.ts";

export type Beside = { readonly place: number; readonly operation: Operation };

type Parts = Pick<Ledger, "change"> & {
  readonly store: Pick<Store, "operations">;
  readonly clock: Pick<Clock, "now">;
};

export function createBeside({ store, change, clock }: Parts) {
  return { besideOf, settleBeside };

  /** Those of the same group, as far as they are there. */
  async function besideOf(campaign: Campaign): Promise<readonly Beside[]> {
    const others = membersOf(campaign).filter((place) => place !== campaign.at);
    const found = await Promise.all(
      others.map(async (place) => {
        const id = campaign.records[place]?.operation;
        return { place, operation: id === undefined ? undefined : await store.operations.find(id) };
      }),
    );
    return found.flatMap(({ place, operation }) => (operation ? [{ place, operation }] : []));
  }

  async function settleBeside({ id }: Campaign, { place, operation }: Beside): Promise<void> {
    if (operation.state !== "succeeded") return;
    await change(id, (current) => {
      const record = current.records[place];
      if (record?.operation !== operation.id || record.state === "done" || isOver(current.state))
        return undefined;
      return settled(timed(current, operation, place), operation.endedAt ?? clock.now(), operation.id, place);
    });
  }
}

/** Its members that are not over. */
export function groupOf(
  campaign: Campaign,
  operation: Operation | undefined,
  beside: readonly Beside[],
): readonly Member[] {
  return membersOf(campaign).map((place) => ({
    place,
    operation: place === campaign.at ? operation : beside.find((each) => each.place === place)?.operation,
  }));
}

const endsMidway: readonly Operation["state"][] = ["failed", "interrupted", "abandoned"];

/** Whoever is asked about the first is asked once the others have come to their end. */
export function waitsForOthers({ state }: Operation, beside: readonly Beside[]): boolean {
  return endsMidway.includes(state) && beside.some(({ operation }) => operation.state === "running");
}
