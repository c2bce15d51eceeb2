// The way to an image behind a token that anybody is given, through a machine's own curl.
import { afterAll, beforeAll, expect, test } from "vitest";
import { askAsAnybody } from "#src/kubeadm/upgrade/ask-as-anybody.ts";
import { readImages } from "#src/kubeadm/upgrade/read-images.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";

let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterAll(() => given.close());
const signal = new AbortController().signal;
const of = (name: string, version = "1.37.2") => `ghcr.io/k8s/${name}:v${version}`;

test("each image is asked for with a token of its own, and what is not there is missing, not locked", async () => {
  const { machine } = await given.machines.node("pi-1");
  machine.disk.wary.add("ghcr.io");
  const view = await given.hosts.view("pi-1");
  const wanted = [of("kube-proxy"), of("kube-scheduler"), of("kube-proxy", "1.37.99")];
  expect((await readImages(view, wanted, signal))?.map(({ found }) => found)).toEqual([
    "offered",
    "offered",
    "missing",
  ]);
});

test("a registry that wants no token, or does not say where it is, is locked still", async () => {
  const view = await given.hosts.view("pi-1");
  expect(await askAsAnybody(view, "https://quay.io/v2/k8s/kube-proxy/manifests/v1.37.2", signal)).toBe(401);
});
