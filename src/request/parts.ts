// What serving one request takes.
import type { Mirror } from "#src/alertmanager/mirror.ts";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { Campaigns } from "#src/campaign/campaigns.ts";
import type { Access } from "#src/command/authorize.ts";
import type {
  AuditView,
  CommandTree,
  IncidentsView,
  PlanContext,
  SchedulesView,
} from "#src/command/define.ts";
import type { Signature } from "#src/diagnosis/signature.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { Silences } from "#src/incident/silences.ts";
import type { Watchman } from "#src/incident/watchman.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Policy } from "#src/operation/judge.ts";
import type { Operations } from "#src/operation/operations.ts";
import type { Chat } from "#src/slack/chat.ts";

export type BotParts = {
  readonly commands: CommandTree;
  readonly clusters: readonly ClusterView[];
  /** The cluster a channel is about, if the configuration ties it to one. */
  readonly clusterOfChannel: (channel: string) => string | undefined;
  /** Where a cluster's proposals are shown; where they were asked when undefined. */
  readonly approvalsChannel: (cluster: string) => string | undefined;
  readonly policyOf: (cluster: string) => Policy;
  /** The pod that the bot runs in, when it runs in that cluster. */
  readonly self: (cluster: string) => PlanContext["self"];
  /** The machines of a cluster. */
  readonly hosts: (cluster: string) => HostsView;
  readonly operations: Operations;
  readonly campaigns: Pick<Campaigns, "find" | "list" | "decide" | "mustBeFree">;
  readonly audit: AuditView;
  readonly incidents: IncidentsView &
    Pick<Watchman, "decide" | "drill"> & { readonly silence: Pick<Silences, "add" | "remove"> };
  readonly schedules: SchedulesView;
  /** What is silenced in chat, as it stands in the clusters' Alertmanagers. */
  readonly alertmanagers: Pick<Mirror, "now">;
  readonly signatures: () => readonly Signature[];
  /** The whole of a bootstrap token, for a reveal alone. */
  readonly revealToken: (cluster: string, id: string, signal: AbortSignal) => Promise<string>;
  readonly access: Access;
  readonly chat: Chat;
  /** Aborts when the bot stops and has waited long enough for what is being served. */
  readonly leaving: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
};
