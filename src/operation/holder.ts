// Who holds a lock: an operation that runs or was left midway, or a campaign between two of its stages.
import type { Store } from "#src/store/store.ts";
import { called } from "./describe.ts";
import { holdsLock } from "./operation.ts";

export type Holder = {
  readonly id: string;
  /** `op-7k3m9x (Drain w3 on home)` */
  readonly called: string;
  readonly state: string;
  /** It has what others wait for. */
  readonly holds: boolean;
  /** It is over by itself: whoever waits in line is let in then. */
  readonly passes: boolean;
};

export async function holderOf(
  { operations, campaigns }: Pick<Store, "operations" | "campaigns">,
  id: string,
): Promise<Holder | undefined> {
  const operation = await operations.find(id);
  if (operation) {
    const { state } = operation;
    return {
      ...{ id, called: called(operation), state },
      holds: holdsLock.includes(state),
      passes: state === "running",
    };
  }
  const campaign = await campaigns.find(id);
  if (!campaign) return undefined;
  const { course, cluster, state } = campaign;
  const moves = state === "running";
  return { id, called: `${id} (${course.title} on ${cluster})`, state, holds: moves, passes: moves };
}
