import { afterEach, expect, test } from "vitest";
import removeTrial from "#src/steps/remove-kube-proxy-trial.ts";
import { annotationsOf, configOf, givenWorld, type World } from "../kubeadm/kube-proxy/given.ts";
import { givenContext } from "./given.ts";

let world: World;
afterEach(() => world.close());

const mark = "operation=op-7k3m9x&node=pi-1&pod=u&at=1";

test("it takes the marks away and nothing else, once", async () => {
  world = await givenWorld();
  await bear({
    "wheelhouse/kube-proxy-trial": mark,
    "wheelhouse/kube-proxy-before": "x",
    "example.com/ours": "y",
  });
  const text = configOf(world.simulated);
  expect(await removeTrial.done(input(), context())).toEqual({
    goal: "open",
    evidence: "ConfigMap kube-system/kube-proxy bears the mark of op-7k3m9x",
  });
  await removeTrial.run(input(), context());
  await removeTrial.run(input(), context());
  expect(await removeTrial.done(input(), context())).toMatchObject({ goal: "holds" });
  expect(annotationsOf(world.simulated, "configmaps")).toEqual([]);
  expect(mapOf().metadata.annotations).toMatchObject({ "example.com/ours": "y" });
  expect(configOf(world.simulated)).toBe(text);
});

test("another ConfigMap of the name is left alone", async () => {
  world = await givenWorld();
  await bear({ "wheelhouse/kube-proxy-trial": mark });
  expect(await removeTrial.done({ configMap: "other" }, context())).toMatchObject({ goal: "holds" });
  await expect(removeTrial.run({ configMap: "other" }, context())).rejects.toThrow(
    "not the one that was approved",
  );
  expect(annotationsOf(world.simulated, "configmaps")).toEqual(["wheelhouse/kube-proxy-trial"]);
});

async function bear(annotations: Readonly<Record<string, string>>): Promise<void> {
  const map = mapOf();
  world.simulated.store.put({ ...map, metadata: { ...map.metadata, annotations } });
}

function mapOf() {
  const found = world.simulated.store.get("configmaps", "kube-system", "kube-proxy");
  if (!found) throw new Error("no ConfigMap kube-proxy");
  return found;
}

function input() {
  return { configMap: mapOf().metadata.uid };
}

function context() {
  return givenContext(world.cluster);
}
