// What a cleaning would give back and take away, rung by rung, before anybody approves it. Pure.
import { bytes, count, few } from "#src/base/text.ts";
import { givesOf, imagesOf, type Ladder } from "./ladder.ts";
import { type Limit, sayAmount, sayRoom, wantedOf } from "./limits.ts";
import { nameOf } from "./removable.ts";
import { rungs } from "./rungs.ts";

export function cleanImpact(ladder: Ladder, short: readonly Limit[]): readonly string[] {
  const images = imagesOf(ladder);
  return [
    ...short.map((limit) => `${sayRoom(limit)} (${limit.signal}).`),
    `It stops as soon as that is ample: ${few(
      short.map((limit) => `${sayAmount(limit, wantedOf(limit))} on ${limit.mount}`),
      3,
    )}.`,
    ...ladder.rungs.map(
      ({ name, bytes: size }) => `${rungs[name].title}: about ${bytes(size)}; ${rungs[name].loses}.`,
    ),
    ...(ladder.containers.length === 0
      ? []
      : [
          `Remove ${count(ladder.containers.length, "ended container")} that another has replaced more than an hour ago: what they had written; kubectl logs --previous of them is gone.`,
        ]),
    ...(images.length === 0
      ? []
      : [
          `Remove images that no container needs, the largest first: about ${bytes(images.reduce((all, each) => all + each.bytes, 0))} packed, more unpacked: ${few(images.map(nameOf), 5)}. Their registries are asked first whether they would be given again.`,
        ]),
  ];
}

export function cleanWarnings(ladder: Ladder, short: readonly Limit[]): readonly string[] {
  const missing = Math.max(
    ...short.filter(({ of }) => of === "space").map((limit) => wantedOf(limit) - limit.free),
    0,
  );
  return [
    ...(givesOf(ladder) < missing
      ? [
          `All of it is about ${bytes(givesOf(ladder))}, and ${bytes(missing)} are wanted: something else fills it, which disk show names.`,
        ]
      : []),
    ...(ladder.kept.length === 0
      ? []
      : [`Kept, as they name no registry to pull them from again: ${few(ladder.kept.map(nameOf), 5)}.`]),
  ];
}
