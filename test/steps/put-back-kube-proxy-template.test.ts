import { afterEach, expect, test } from "vitest";
import type { Rollout } from "#src/kubernetes/facts.ts";
import putBack from "#src/steps/put-back-kube-proxy-template.ts";
import { annotationsOf, daemonSetOf, givenWorld, imageOf, type World } from "../kubeadm/kube-proxy/given.ts";
import { givenContext } from "./given.ts";

let world: World;
afterEach(() => world.close());

const old = {
  images: { "kube-proxy": "example.org/kube-proxy:v1.36.1" },
  nodeSelector: { zone: "a", arch: "b" },
};

test("the old template is back, whatever the order of its fields, and the DaemonSet replaces pods again", async () => {
  world = await givenWorld();
  await hold();
  expect(await putBack.done(input(), context())).toEqual({
    goal: "open",
    evidence: "DaemonSet kube-system/kube-proxy still has what was tried",
  });
  await putBack.run(input(), context());
  expect(await putBack.done(input(), context())).toEqual({
    goal: "holds",
    evidence: "DaemonSet kube-system/kube-proxy is as it was",
  });
  expect(imageOf(world.simulated)).toBe("example.org/kube-proxy:v1.36.1");
  expect((await rollout()).template.nodeSelector).toEqual({ arch: "b", zone: "a" });
  expect((await rollout()).strategy).toBe("RollingUpdate");
  expect(annotationsOf(world.simulated, "apps/daemonsets")).toEqual([]);
});

test("it is not run a second time, nor on what another operation tries", async () => {
  world = await givenWorld();
  await hold();
  const before = daemonSetOf(world.simulated).spec;
  const asked = { ...input(), operation: "op-000009" };
  await expect(putBack.run(asked, context())).rejects.toThrow("Nothing was changed");
  expect(daemonSetOf(world.simulated).spec).toEqual(before);
  await putBack.run(input(), context());
  await expect(putBack.run(input(), context())).rejects.toThrow("Nothing was changed");
});

test("another DaemonSet of the name is not touched", async () => {
  world = await givenWorld();
  const asked = { ...input(), daemonSet: "another" };
  expect(await putBack.done(asked, context())).toMatchObject({ goal: "failed" });
  await expect(putBack.run(asked, context())).rejects.toThrow("Nothing was changed");
});

async function hold(): Promise<void> {
  const annotations = { "wheelhouse/kube-proxy-trial": "operation=op-7k3m9x&node=pi-1&pod=u&at=1" };
  const change = { strategy: "OnDelete", annotations } as const;
  await world.cluster.changeDaemonSet(await rollout(), change, AbortSignal.timeout(60_000));
}

async function rollout(): Promise<Rollout> {
  const name = { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" } as const;
  const found = await world.cluster.rollout(name, AbortSignal.timeout(60_000));
  if (!found) throw new Error("no DaemonSet kube-proxy");
  return found;
}

function input() {
  return { daemonSet: daemonSetOf(world.simulated).metadata.uid, operation: "op-7k3m9x", change: old };
}

function context() {
  return givenContext(world.cluster);
}
