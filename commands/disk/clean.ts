// /k8s disk clean <node>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock } from "#src/base/lock-names.ts";
import { bytes } from "#src/base/text.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { KnownHost } from "#src/hosts/host.ts";
import { cleanImpact, cleanWarnings } from "#src/kubeadm/disk/clean-impact.ts";
import { imagesOf, isEmpty, type Ladder, ladderOf } from "#src/kubeadm/disk/ladder.ts";
import { type Limit, limitsOf, sayRoom, shortOf } from "#src/kubeadm/disk/limits.ts";
import { type DiskLook, lookAtDisks } from "#src/kubeadm/disk/look.ts";
import { nameOf, registryOf } from "#src/kubeadm/disk/removable.ts";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import forgetUnits from "#src/steps/forget-units.ts";
import freeDiskSpace, { freeingUnit } from "#src/steps/free-disk-space.ts";
import removeEndedContainers from "#src/steps/remove-ended-containers.ts";
import removeUnusedImages from "#src/steps/remove-unused-images.ts";
import tryRegistries, { tryingUnit } from "#src/steps/try-registries.ts";
import { machineWithDisks } from "./show.ts";

export default defineOperation({
  summary: "Give room back on a machine: journal, package cache, unused images",
  role: "operator",
  risk: "change",
  needs: "host",
  // Folders are measured for twelve seconds.
  planWithinMs: 60_000,
  args: z.object({ node: nodeName.meta({ description: "Name of the node, or of its machine" }) }),
  positional: ["node"],
  aliases: [
    ...["clean disk", "clean up disk", "disk cleanup", "disk prune", "free disk", "clean the disk of"],
    ...["clean up disk on", "clean disk on", "free space on", "free some space on", "free up space on"],
  ],
  async plan({ node }, { cluster, hosts, signal }) {
    const known = await machineWithDisks(node, { cluster, hosts });
    const host = await ownMachine(known.name, { cluster, hosts, signal });
    const look = await lookAtDisks(host, signal);
    const limits = limitsOf(look.disks, look.eviction ?? { hard: undefined, mergesDefaults: false });
    const short = shortOf(limits);
    const ladder = ladderOf(look, short, await host.read("clock", signal));
    mustBeOfUse(known, ladder, { limits, short, look });
    return {
      target: known.name,
      risk: "change",
      title: `Clean the disk of ${known.name}`,
      impact: cleanImpact(ladder, short),
      warnings: [...cleanWarnings(ladder, short), ...look.unknown],
      basis: { key: known.pin?.fingerprint ?? "" },
      steps: stepsOf(known.name, ladder),
      locks: [hostLock(known.name)],
      offers: [{ label: "Disk", line: `disk show ${known.name} --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});

type Found = { readonly limits: readonly Limit[]; readonly short: readonly Limit[]; readonly look: DiskLook };

function mustBeOfUse({ name }: KnownHost, ladder: Ladder, { limits, short, look }: Found): void {
  const [nearest] = limits.filter(({ below }) => below > 0);
  if (short.length === 0)
    throw new RefusedError(`${name} has room enough: ${nearest ? sayRoom(nearest) : "nothing watches it"}.`, {
      hint: `disk show ${name}`,
    });
  if (!isEmpty(ladder)) return;
  const [largest] = (look.use?.found ?? []).toSorted((one, other) => other.bytes - one.bytes);
  const most = largest ? ` Most is in ${largest.folder}: ${bytes(largest.bytes)}.` : "";
  throw new RefusedError(
    `${nearest ? sayRoom(nearest) : name}, and nothing of it is what may be cleaned from here.${most}`,
    { hint: `disk show ${name}` },
  );
}

function stepsOf(host: string, ladder: Ladder): readonly PlannedStep[] {
  const { registries, containers } = ladder;
  const images = imagesOf(ladder);
  const units = [
    ...ladder.rungs.map(({ name }) => freeingUnit(name)),
    ...registries.map((_, at) => tryingUnit(at)),
  ];
  return [
    ...ladder.rungs.map(({ name }) => freeDiskSpace.with({ host, rung: name })),
    ...(containers.length === 0
      ? []
      : [removeEndedContainers.with({ host, ids: containers.map(({ id }) => id) })]),
    ...(images.length === 0
      ? []
      : [
          tryRegistries.with({ host, registries: registries.map(({ name, asked }) => ({ name, asked })) }),
          removeUnusedImages.with({
            host,
            images: images.map((image) => ({
              ...{ id: image.id, name: nameOf(image), registry: registryOf(image), bytes: image.bytes },
            })),
            registries: registries.map(({ name }) => name),
          }),
        ]),
    ...(units.length === 0 ? [] : [forgetUnits.with({ host, units })]),
  ];
}
