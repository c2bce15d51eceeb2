// How people see the records: the chat, and one maker of cards for each kind of record.
import { operationCard } from "#src/card/operation-card.ts";
import { groupsIn, type Role } from "#src/command/authorize.ts";
import { approvalsChannel } from "#src/config/settings.ts";
import { grantedTo } from "#src/request/schedule-line.ts";
import { tokenActor } from "#src/request/serve-token.ts";
import { actorOf } from "#src/schedule/schedule.ts";
import { createSlack, type Slack } from "#src/slack/slack.ts";
import { campaignCards } from "./campaigns.ts";
import type { Ground } from "./ground.ts";
import { incidentCards } from "./incidents.ts";

export function meetPeople({ settings, store, slack, clock, log, redact }: Ground): Slack {
  const { access } = settings;
  const context = {
    approvers: [...new Set([...(access.approver ?? []), ...(access.admin ?? [])])],
    approvalsChannel: (cluster: string) => approvalsChannel(settings, cluster),
  };
  const makeOperationCard = async (id: string) => {
    const operation = await store.operations.find(id);
    return operation && operationCard(operation, context);
  };
  return createSlack({
    connection: slack,
    team: () => slack.identity().team,
    groups: groupsIn(access),
    granted: new Map<string, readonly Role[]>([
      ...settings.schedules.map((each) => [actorOf(each), grantedTo(each)] as const),
      ...settings.doors.api.map((each) => [tokenActor(each), [each.role]] as const),
    ]),
    makers: {
      operation: makeOperationCard,
      incident: incidentCards(settings, store),
      campaign: campaignCards(settings, store),
    },
    ...{ store, clock, log, redact },
  });
}
