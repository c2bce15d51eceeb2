// Which cluster a line is about.
import { UsageError } from "#src/base/errors.ts";
import type { Command } from "#src/command/define.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { BotParts } from "./parts.ts";

type Known<Named> = Pick<BotParts, "clusterOfChannel"> & { readonly clusters: readonly Named[] };

/** The one that is named, the channel's, or the only one; none for a line that needs none and names none. */
export function chooseCluster<Named extends Pick<ClusterView, "name">>(
  { clusters, clusterOfChannel }: Known<Named>,
  { command, cluster: named }: { readonly command: Command; readonly cluster: string | undefined },
  channel: string,
): Named | undefined {
  const needsNone = command.kind === "query" && command.needs === "none";
  const [only, ...others] = clusters;
  const likely = clusterOfChannel(channel) ?? (others.length === 0 ? only?.name : undefined);
  const wanted = named ?? (needsNone ? undefined : likely);
  const found = clusters.find(({ name }) => name === wanted);
  if (found || (needsNone && wanted === undefined)) return found;
  const names = clusters.map(({ name }) => name).join(", ");
  throw new UsageError(wanted ? `There is no cluster "${wanted}".` : "Which cluster do you mean?", {
    hint: `Add \`--cluster <name>\`. I know: ${names}.`,
  });
}
