// Writes what becomes of campaigns: redacted first, stored second, told third.
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { AuditEntry } from "#src/operation/audit.ts";
import type { Store } from "#src/store/store.ts";
import type { Campaign, Waiting } from "./campaign.ts";
import { type Turn, waits } from "./turns.ts";

export type Ledger = {
  /** Undefined where nothing came of it. Where another change has a name that it needs, the campaign waits for that. */
  readonly change: (
    id: string,
    decide: (campaign: Campaign) => Turn | undefined,
  ) => Promise<Campaign | undefined>;
  /** As long as it is still before that stage. */
  readonly waitFor: (campaign: Campaign, waiting: Omit<Waiting, "since">) => Promise<void>;
  /** What is stored has happened, whether or not somebody could be told; who could not be is told later. */
  readonly tell: (campaign: Campaign) => Promise<void>;
};

export type LedgerParts = {
  readonly store: Pick<Store, "campaigns">;
  readonly tell: (campaign: Campaign) => Promise<void>;
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Characters of a text that is kept. */
const longestWords = 2_000;

export function createLedger({ store, redact, clock, log, ...parts }: LedgerParts): Ledger {
  const { campaigns } = store;
  return { change, waitFor, tell };

  async function change(id: string, decide: (campaign: Campaign) => Turn | undefined) {
    const changed = await campaigns.change(id, (campaign) => {
      const turn = decide(campaign);
      return turn && clean(turn);
    });
    if (changed.outcome === "held") {
      const campaign = await campaigns.find(id);
      if (campaign) await waitFor(campaign, turnAfter(changed.holder));
      return undefined;
    }
    if (changed.outcome === "unchanged") return undefined;
    await tell(changed.record);
    return changed.record;
  }

  async function waitFor({ id, at }: Campaign, waiting: Omit<Waiting, "since">): Promise<void> {
    await change(id, (now) =>
      now.at === at && now.state !== "paused" ? waits(now, { ...waiting, since: clock.now() }) : undefined,
    );
  }

  async function tell(campaign: Campaign): Promise<void> {
    try {
      await parts.tell(campaign);
      await campaigns.told(campaign.id, campaign.state);
    } catch (error) {
      log.error("could not show a campaign", { campaign: campaign.id, error });
    }
  }

  function clean({ next, entries }: Turn): Turn {
    const { waiting, ending, trail, records } = next;
    return {
      next: {
        ...next,
        waiting: waiting && cleanWords(waiting),
        ending: ending && cleanWords(ending),
        trail: trail.map(cleanWords),
        records: records.map(cleanWords),
      },
      entries: entries.map(cleanEntry),
    };
  }

  function cleanEntry(entry: AuditEntry): AuditEntry {
    const { words } = entry.details;
    return typeof words === "string"
      ? { ...entry, details: { ...entry.details, words: text(words) } }
      : entry;
  }

  function cleanWords<T extends { readonly words?: string | undefined }>(said: T): T {
    return said.words === undefined ? said : { ...said, words: text(said.words) };
  }

  function text(raw: string): string {
    return redact(raw).slice(0, longestWords);
  }
}

export function turnAfter(behind: string) {
  return { for: "turn", words: `${behind} is under way.`, behind } as const;
}
