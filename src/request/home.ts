// What somebody sees on the app's Home tab: what waits for them, what they asked for, what is wrong, and how each cluster stands.

import type { Clock } from "#src/base/clock.ts";
import { listed } from "#src/base/text.ts";
import { within } from "#src/base/within.ts";
import { openCampaigns } from "#src/card/campaign-rows.ts";
import { openIncidents } from "#src/card/incident-rows.ts";
import { look } from "#src/card/look.ts";
import { openStates } from "#src/card/operation-rows.ts";
import { problemsNow } from "#src/card/problems-now.ts";
import { verdictOn } from "#src/card/verdict.ts";
import { type Access, type Role, rolesOf } from "#src/command/authorize.ts";
import type { CampaignsView, IncidentsView, OperationsView } from "#src/command/define.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Chat, HomeEntry } from "#src/slack/chat.ts";
import { answerWithinMs } from "./explain.ts";
import { asksHow, campaignEntry, inboxOf, incidentEntry, operationEntry, sorted } from "./home-entries.ts";

type Parts = {
  readonly clusters: readonly ClusterView[];
  readonly operations: Pick<OperationsView, "list">;
  readonly campaigns: Pick<CampaignsView, "list">;
  readonly incidents: Pick<IncidentsView, "list" | "reported">;
  readonly access: Access;
  readonly chat: Pick<Chat, "person" | "showHome" | "linkTo">;
  readonly clock: Clock;
};

const mostRecords = 50;

/** Shows somebody their Home tab. Whoever flips through tabs causes one view at a time, not one for each flip. */
export function createHome(parts: Parts): (by: string) => Promise<void> {
  const showing = new Map<string, Promise<void>>();
  return (by) => {
    const shown = showing.get(by) ?? show(parts, by).finally(() => showing.delete(by));
    showing.set(by, shown);
    return shown;
  };
}

/** Outsiders get nothing at all; members without a role are told only that they have none. */
async function show(parts: Parts, by: string): Promise<void> {
  const { clusters, incidents, access, chat, clock } = parts;
  const person = await chat.person(by);
  if (person.standing === "outsider") return;
  const roles = rolesOf(access, person);
  const now = clock.now();
  const mayLook = roles.has("viewer");
  const sights = await within({ clock, ms: answerWithinMs }, (signal) =>
    Promise.all((mayLook ? clusters : []).map((cluster) => look(cluster, { now, signal }))),
  );
  await chat.showHome(by, {
    ...(mayLook ? await records(parts, readerOf(by, roles, now)) : nothing),
    clusters: await Promise.all(
      sights.map(async (sight) => ({
        name: sight.cluster,
        ...verdictOn(sight, await problemsNow(sight, incidents)),
      })),
    ),
    access:
      roles.size > 0 ? `You are ${listed([...roles])}.` : "You have no role here. An admin can give you one.",
    mayRun: mayLook,
    at: now,
  });
}

const nothing = { toDecide: [], asked: [], underWay: [], incidents: [] } as const;

type Reader = {
  readonly by: string;
  readonly mayApprove: boolean;
  readonly mayOperate: boolean;
  readonly now: number;
};

function readerOf(by: string, roles: ReadonlySet<Role>, now: number): Reader {
  return { by, mayApprove: roles.has("approver"), mayOperate: roles.has("operator"), now };
}

async function records({ operations, campaigns, incidents, chat }: Parts, reader: Reader) {
  const [open, hours, wrong] = await Promise.all([
    operations.list({ states: openStates, limit: mostRecords }),
    campaigns.list({ states: openCampaigns, limit: mostRecords }),
    incidents.list({ states: openIncidents, limit: mostRecords }),
  ]);
  const { toDecide, asked, underWay } = sorted(open, reader);
  const linked = async (kind: string, id: string, entry: HomeEntry): Promise<HomeEntry> => {
    const link = await chat.linkTo({ kind, id });
    return link === undefined ? entry : { ...entry, link };
  };
  const entriesOf = (some: typeof open) =>
    Promise.all(some.map((each) => linked("operation", each.id, operationEntry(each, reader))));
  const campaignsOf = (some: typeof hours) =>
    Promise.all(some.map((each) => linked("campaign", each.id, campaignEntry(each, reader.by))));
  const mine = hours.filter((each) => reader.mayOperate && asksHow(each));
  const others = hours.filter((each) => !mine.includes(each));
  return {
    toDecide: [...(await entriesOf(toDecide)), ...(await campaignsOf(mine))],
    asked: [
      ...(await campaignsOf(others.filter((each) => each.by === reader.by))),
      ...(await entriesOf(asked)),
    ],
    underWay: [
      ...(await campaignsOf(others.filter((each) => each.by !== reader.by))),
      ...(await entriesOf(underWay)),
    ],
    incidents: await Promise.all(
      inboxOf(wrong).map((each) => linked("incident", each.id, incidentEntry(each, reader.now))),
    ),
  };
}
