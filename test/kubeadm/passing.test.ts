import { expect, test } from "vitest";
import { isPassing } from "#src/kubeadm/passing.ts";
import type { Container, Pod } from "#src/kubernetes/objects.ts";
import { givenContainer, givenPod, now } from "../given.ts";

const failed = { reason: "Error", exitCode: 1, finishedAt: now - 5_000 };
const ended = { reason: "Completed", exitCode: 0, finishedAt: now - 5_000 };

test.each<readonly [string, boolean, Partial<Container>, Partial<Pod>]>([
  ["runs and is not ready yet starts", true, {}, {}],
  ["failed a moment ago and runs again does not only start", false, { last: failed }, {}],
  ["ended well and runs again starts", true, { last: ended }, {}],
  ["failed and is being deleted ends", true, { last: failed }, { deletedAt: now }],
  ["is not ready after a minute has something in the way", false, {}, { createdAt: now - 61_000 }],
  [
    "tries its init container again does not only start",
    false,
    { init: true, last: failed },
    { phase: "Pending" },
  ],
])("a young pod that %s", (_what, passes, container, more) => {
  const young = { createdAt: now - 20_000, readySince: now - 20_000, ready: false };
  const containers = [givenContainer({ ready: false, restarts: 1, ...container })];
  expect(isPassing(givenPod({ ...young, containers, ...more }), now)).toBe(passes);
});
