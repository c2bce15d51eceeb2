// Images go one by one until there is room enough: none that a container needs, and none whose registry does not answer.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import removeUnusedImages from "#src/steps/remove-unused-images.ts";
import tryRegistries from "#src/steps/try-registries.ts";
import { image } from "../../playground/hosts/disk.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { givenCluster } from "../given.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

/** Machines that others use too. */
let given: GivenMachines;
let machine: Machine;
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("pi-1"));
  machine.disk.images = [...machine.disk.images, ...extra];
  machine.disk.fillTo(5_000_000_000);
});
afterEach(() => given.close());

const extra = [
  image("0001", "docker.io/library/large:1", 900_000_000),
  image("0002", "quay.io/some/medium:1", 600_000_000),
  image("0003", "quay.io/some/small:1", 500_000_000),
];
const wanted = [...extra, image("9f1c", "registry.k8s.io/kube-proxy:v1.37.1", 400_000_000)].map((each) => ({
  ...{ id: each.id, name: each.repoTags[0] ?? "", bytes: Number(each.size) },
  registry: each.repoTags[0]?.split("/")[0] ?? "",
}));
const registries = ["docker.io", "quay.io", "registry.k8s.io"];
const trying = {
  host: "pi-1",
  registries: registries.map((name) => ({
    name,
    asked: machineDigest(name),
  })),
};
const input = { host: "pi-1", images: wanted, registries };
const context = () =>
  givenContext(givenCluster({ name: "home" }) as unknown as Cluster, { hosts: given.hosts });
const ids = () => machine.disk.images.map(({ id }) => id.slice(7));

function machineDigest(registry: string): string {
  const found = extra.find(({ repoTags }) => repoTags[0]?.startsWith(registry));
  return found?.repoDigests[0] ?? "registry.k8s.io/kube-proxy@sha256:9f1c";
}

async function ask() {
  await tryRegistries.run(trying, context());
  await soon(async () => expect((await tryRegistries.done(trying, context())).goal).toBe("holds"));
  return (await tryRegistries.done(trying, context())).evidence;
}

test("the largest goes first, and it stops once there is room enough", async () => {
  expect(await ask()).toBe("docker.io, quay.io and registry.k8s.io would.");
  expect((await removeUnusedImages.done(input, context())).goal).toBe("open");
  await removeUnusedImages.run(input, context());
  expect(ids()).toEqual(["9f1c", "77ab", "c2e1", "0003"]);
  expect(await removeUnusedImages.done(input, context())).toMatchObject({
    goal: "holds",
    evidence: expect.stringContaining("That is enough"),
  });
});

test("what a silent registry would have to give again is kept, and what a container needs is never named", async () => {
  machine.disk.silent.add("docker.io");
  expect(await ask()).toBe("quay.io and registry.k8s.io would. docker.io would not, so its images are kept.");
  await removeUnusedImages.run(input, context());
  expect(ids()).toEqual(["9f1c", "77ab", "c2e1", "0001"]);
  expect(await removeUnusedImages.done(input, context())).toMatchObject({
    goal: "holds",
    evidence: expect.stringContaining("Kept, as nobody gives them again: docker.io/library/large:1"),
  });
});

test("registries that nobody has asked give nothing again", async () => {
  await removeUnusedImages.run(input, context());
  expect(ids()).toContain("0001");
  expect(await removeUnusedImages.done(input, context())).toMatchObject({ goal: "holds" });
});
