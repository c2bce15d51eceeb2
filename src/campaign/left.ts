// How a campaign leaves a cluster when somebody ends it midway: what runs at which version, what is cordoned, and the lines that go on.
import { few } from "#src/base/text.ts";
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

export function leftBy(campaign: Campaign, { sight, cordons }: Seen): string {
  const own = operationsOf(campaign);
  const cordoned = cordons.filter(({ by }) => by !== undefined && own.includes(by));
  const { course, records, line } = campaign;
  const left = course.stages.filter((_stage, at) => records[at]?.state === "waiting").length;
  const undone = left === 1 ? "1 stage was not done." : `${left} stages were not done.`;
  return [
    `${undone} \`${line}\` plans what is left afresh.`,
    `Kubelets run ${versionsIn({ sight })}.`,
    ...cordoned.map(({ node }) => `${node} is still cordoned: \`node uncordon ${node}\`.`),
  ].join("\n");
}
