// How a campaign leaves a cluster when somebody ends it midway: what runs at which version, what is cordoned, and the lines that go on.
import { few } from "#src/base/text.ts";
import { type Campaign, operationsOf } from "./campaign.ts";
import type { Seen } from "./gates.ts";

const mostNamed = 20;

export function leftBy(campaign: Campaign, { sight, cordons }: Seen): string {
  const { nodes } = sight.snapshot;
  const byVersion = Map.groupBy(nodes, ({ kubeletVersion }) => kubeletVersion);
  const versions = [...byVersion].map(
    ([version, its]) => `${few(its.map(({ name }) => name).toSorted(), mostNamed)}: ${version}`,
  );
  const own = operationsOf(campaign);
  const cordoned = cordons.filter(({ by }) => by !== undefined && own.includes(by));
  const { course, records, line } = campaign;
  const left = course.stages.filter((_stage, at) => records[at]?.state === "waiting").length;
  const undone = left === 1 ? "1 stage was not done." : `${left} stages were not done.`;
  return [
    `${undone} \`${line}\` plans what is left afresh.`,
    `Kubelets run ${versions.toSorted().join("; ")}.`,
    ...cordoned.map(({ node }) => `${node} is still cordoned: \`node uncordon ${node}\`.`),
  ].join("\n");
}
