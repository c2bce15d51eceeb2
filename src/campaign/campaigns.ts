// The life of campaigns: looked at again and again by one replica, decided about by people, and taken up where they were after a restart.
import { createDuty } from "#src/base/duty.ts";
import { DeniedError, RefusedError, UnreachableError, UsageError } from "#src/base/errors.ts";
import type { Store, Wanted } from "#src/store/store.ts";
import { type AttendParts, createAttend } from "./attend.ts";
import { deniedOf } from "./audit-campaign.ts";
import { anotherCampaign } from "./begin.ts";
import { type Campaign, campaignIdOf } from "./campaign.ts";
import { type Asked, decideCampaign } from "./decide-campaign.ts";
import { createLedger, type LedgerParts } from "./ledger.ts";
import { isOver, openStates, type State } from "./transitions.ts";

export type Campaigns = {
  /** Also by the operation that began it. @throws UsageError when there is no such campaign */
  readonly find: (id: string) => Promise<Campaign>;
  /** Newest first. */
  readonly list: (wanted: Wanted<State>) => Promise<readonly Campaign[]>;
  /** @throws DeniedError, RefusedError or UsageError in words for the person who decided */
  readonly decide: (asked: Asked & { readonly id: string }) => Promise<Campaign>;
  /** @throws RefusedError when a cluster has a campaign */
  readonly mustBeFree: (cluster: string) => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** One look at every open one. Never rejects. */
  readonly attend: () => Promise<void>;
};

export type CampaignsParts = LedgerParts &
  Pick<AttendParts, "stages" | "see" | "plan"> & {
    readonly store: Store;
    /** How a cluster is left, in sentences. */
    readonly left: (campaign: Campaign) => Promise<string>;
    /** This process. */
    readonly me: string;
  };

const lookEveryMs = 2_000;
const idleMs = 20_000;
const everyOne = 10_000;

export function createCampaigns(parts: CampaignsParts): Campaigns {
  const { store, clock, log } = parts;
  const stopping = new AbortController();
  let attending: Promise<void> = Promise.resolve();
  const ledger = createLedger(parts);
  const { attendTo, operationOf, besideOf } = createAttend({
    ...parts,
    ...ledger,
    stopping: stopping.signal,
  });
  const hasDuty = createDuty({
    ...{ name: "campaigns", me: parts.me, idleMs, clock },
    read: store.duty,
    take: store.takeDuty,
  });
  return { find, list: store.campaigns.list, decide, mustBeFree, start, stop, attend };

  async function find(id: string): Promise<Campaign> {
    const campaign = await store.campaigns.find(campaignIdOf(id));
    if (campaign) return campaign;
    throw new UsageError(`There is no campaign ${id}.`, { hint: "`campaign list` shows those there are." });
  }

  async function decide({ id: named, ...asked }: Asked & { readonly id: string }): Promise<Campaign> {
    const before = await find(named);
    const { id } = before;
    const operation = await operationOf(before);
    const beside = (await besideOf(before)).map((each) => each.operation);
    const left = asked.decision === "abandon" && !isOver(before.state) ? await parts.left(before) : "";
    try {
      const after = await ledger.change(id, (campaign) => {
        if (campaign.at !== before.at)
          throw new RefusedError(`${id} went on meanwhile. Look again, then decide.`);
        return decideCampaign(campaign, asked, { operation, beside, left, now: clock.now() });
      });
      return after ?? (await find(id));
    } catch (error) {
      if (error instanceof DeniedError) {
        const { decision, person } = asked;
        const denied = { by: person.id, decision, words: error.message, at: clock.now() };
        await store.note(deniedOf(before, denied));
      }
      throw error;
    }
  }

  async function mustBeFree(cluster: string): Promise<void> {
    const [other] = await store.campaigns.list({ cluster, states: openStates, limit: 1 });
    if (other) throw anotherCampaign(cluster, other);
  }

  function start(): void {
    attending = keepAttending();
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await attending;
    await store.leaveDuties(parts.me);
  }

  async function keepAttending(): Promise<void> {
    while (!stopping.signal.aborted) {
      await attend();
      await clock.sleep(lookEveryMs, stopping.signal);
    }
  }

  async function attend(): Promise<void> {
    try {
      const untold = await store.campaigns.list({ untold: true, limit: everyOne });
      const open = await store.campaigns.list({ states: openStates, limit: everyOne });
      // Asking for the duty writes it down, which nobody needs where there is nothing to do.
      if (untold.length + open.length === 0 || !(await hasDuty())) return;
      for (const campaign of untold) await ledger.tell(campaign);
      for (const campaign of open) await attendSafely(campaign);
    } catch (error) {
      log.error("could not look after campaigns", { error });
    }
  }

  /** One that cannot go on holds up no other. */
  async function attendSafely(campaign: Campaign): Promise<void> {
    try {
      await attendTo(campaign);
    } catch (error) {
      const level = error instanceof UnreachableError ? "warn" : "error";
      log[level]("a campaign could not go on", { campaign: campaign.id, error });
    }
  }
}
