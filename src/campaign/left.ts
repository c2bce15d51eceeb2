// How a campaign leaves a cluster when somebody ends it midway: what runs at which version, what is cordoned, and the lines that go on.
import { few } from "#src/base/text.ts";
import { good } from "#src/incident/sight.ts";
import { type Campaign, operationsOf } from "./campaign.ts";
import type { Seen } from "./gates.ts";

const mostNamed = 20;

/** `cp1: v1.37.2; pi-1 and worker1: v1.36.3` */
export function versionsIn({ sight }: Pick<Seen, "sight">): string {
  const byVersion = Map.groupBy(sight.snapshot.nodes, ({ kubeletVersion }) => kubeletVersion);
  const versions = [...byVersion].map(
    ([version, its]) => `${few(its.map(({ name }) => name).toSorted(), mostNamed)}: ${version}`,
  );
  return versions.toSorted().join("; ");
}

/** What its stages cordoned and did not take back, a line each. */
export function stillCordoned(campaign: Campaign, { cordons }: Pick<Seen, "cordons">): readonly string[] {
  const own = operationsOf(campaign);
  return cordons
    .filter(({ by }) => by !== undefined && own.includes(by))
    .map(({ node }) => `${node} is still cordoned: \`node uncordon ${node}\`.`);
}

export function leftBy(campaign: Campaign, seen: Seen): string {
  const { records, line } = campaign;
  // One that stopped midway was not done either.
  const left = records.filter(({ state }) => state !== "done" && state !== "skipped").length;
  const undone = left === 1 ? "1 stage was not done." : `${left} stages were not done.`;
  return [`${undone} \`${line}\` plans what is left afresh.`, ...standing(campaign, seen)].join("\n");
}

function standing(campaign: Campaign, seen: Seen): readonly string[] {
  const versions = versionsIn(seen);
  if (seen.sight.snapshot.reach.state !== "live")
    return [
      `The API server does not answer. Before that kubelets ran ${versions}.`,
      "Whether it left a node cordoned was not seen: `node list`.",
    ];
  const server = good(seen.sight, ["apiServer"]);
  return [
    `Kubelets run ${versions}.`,
    // A control plane may be ahead of its kubelet by then.
    ...(server ? [`The API server that answers runs ${server.apiServer.version}.`] : []),
    ...stillCordoned(campaign, seen),
  ];
}
