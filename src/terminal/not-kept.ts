// What a running bot writes down, where none runs: whoever asks for it is told where it is.
import { UsageError } from "#src/base/errors.ts";
import type {
  AuditView,
  CampaignsView,
  IncidentsView,
  OperationsView,
  SchedulesView,
} from "#src/command/define.ts";
import type { HostsView } from "#src/hosts/host.ts";

/** Where changes and records can be asked for. */
export const elsewhere =
  "Ask it in Slack, or in the playground: npm run playground -- --kubeconfig <file> --allow-changes";

type Kept = {
  readonly operations: OperationsView;
  readonly campaigns: CampaignsView;
  readonly incidents: IncidentsView;
  readonly schedules: SchedulesView;
  readonly audit: AuditView;
  readonly hosts: HostsView;
};

/** An empty list would be a lie, but for what only comes in where a bot listens: whoever asks here asks about the cluster. */
export const notKept: Kept = {
  operations: { find: notHere, list: notHere },
  campaigns: { find: notHere, list: notHere },
  incidents: { find: notHere, list: notHere, silences: notHere, reported: async () => [] },
  schedules: { list: notHere },
  audit: {
    // biome-ignore lint/correctness/useYield: there is nothing to give
    async *audit() {
      await notHere();
    },
    auditHead: notHere,
  },
  hosts: {
    list: notHere,
    usual: notHere,
    packages: () => "",
    runtimePackages: () => "",
    view: notHere,
    shownKey: notHere,
  },
};

async function notHere(): Promise<never> {
  throw new UsageError("That is written down by a running bot, and none is asked here.", { hint: elsewhere });
}
