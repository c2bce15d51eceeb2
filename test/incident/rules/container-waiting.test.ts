import { expect, test } from "vitest";
import rule from "#src/incident/rules/container-waiting.ts";
import { givenContainer, givenNode, givenPod, hour, now, silent } from "../../given.ts";
import { found, said } from "./series.ts";

const waiting = (reason: string) =>
  givenPod({
    namespace: "kube-system",
    phase: "Pending",
    ready: false,
    readySince: now - hour,
    containers: [givenContainer({ ready: false, state: "waiting", reason })],
  });

test.each(["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError"])(
  "a pod of kube-system that waits with %s alerts, and its events say why",
  (reason) => {
    expect(said(rule, { pods: [waiting(reason)] })).toEqual([
      `kube-system/web-5d4f8-abcde has been ${reason} for 60 min`,
    ]);
    expect(found(rule, { pods: [waiting(reason)] })[0]?.remedies[0]).toBe(
      "event list kube-system --about=pod/web-5d4f8-abcde",
    );
  },
);

test.each(["", "ContainerCreating", "PodInitializing", "CrashLoopBackOff"])(
  "one that waits with `%s` is no business of this rule",
  (reason) => {
    expect(found(rule, { pods: [waiting(reason)] })).toEqual([]);
  },
);

test("on a silent node nobody knows what it waits for", () => {
  const nodes = [givenNode({ conditions: [silent()] })];
  expect(found(rule, { nodes, pods: [waiting("ErrImagePull")] })).toEqual([]);
});
