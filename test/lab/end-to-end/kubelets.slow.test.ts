// What only kubelets know, asked of real ones with the rights of deploy/overlays/kubelets, and not without them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Problem } from "#src/incident/rule.ts";
import type { KubeletTraits, VolumeUse } from "#src/kubernetes/facts.ts";
import { givenCluster } from "../cluster/given-cluster.ts";
import { apply, botKubeconfig, kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { runInLabArgv } from "../hosts/index.ts";
import { run } from "../run.ts";

type Reading<T> = { readonly value?: T; readonly error?: string };
type Read = {
  readonly volumes: Reading<readonly VolumeUse[]>;
  readonly kubelets: Reading<readonly KubeletTraits[]>;
  readonly problems: readonly Problem[];
};

const rights = join(import.meta.dirname, "../../../deploy/overlays/kubelets/rbac.yaml");
const manifest = join(import.meta.dirname, "kubelets.yaml");
const timeout = 5 * 60_000;

beforeAll(async () => {
  await givenCluster(["cp1", "worker1"]);
  await revoke();
  await onHost(
    "worker1",
    "making a small disk",
    "mkdir -p /srv/measured; mountpoint -q /srv/measured || mount -t tmpfs -o size=32m tmpfs /srv/measured",
  );
  await apply(readFileSync(manifest, "utf8"));
  await kubectl(["--namespace=measured", "wait", "--for=condition=Ready", "pod/keeper", "--timeout=180s"]);
});

afterAll(async () => {
  await revoke();
  await kubectl(["delete", "--filename", manifest, "--ignore-not-found", "--timeout=120s"]);
  await onHost(
    "worker1",
    "taking the small disk away",
    "! mountpoint -q /srv/measured || umount /srv/measured",
  );
});

test("without the rights nothing is read, and it is said what is missing", { timeout }, async () => {
  const { volumes, kubelets } = await readKubelets();
  for (const { value, error } of [volumes, kubelets]) {
    expect(value).toBeUndefined();
    expect(error).toContain('cannot get resource "nodes/proxy"');
  }
});

test("each kubelet tells its cgroups and that its runtime answers RuntimeConfig", { timeout }, async () => {
  await apply(readFileSync(rights, "utf8"));
  const { kubelets, problems } = await readKubelets();
  const told = new Map(kubelets.value?.map((each) => [each.node, each]));
  // The lab's hosts run on version 1, and its containerd is 2.
  for (const node of ["cp1", "worker1"]) expect(told.get(node)).toMatchObject({ node, cgroupVersion: 1 });
  expect([...told.values()].filter(({ runtimeLostAt }) => runtimeLostAt !== undefined)).toEqual([]);
  expect(problems.map(({ alert }) => alert)).toContain("KubeNodeCgroupV1");
  expect(problems.map(({ alert }) => alert)).not.toContain("KubeNodeRuntimeOutdated");
});

test("a volume that fills up is told with what is left, and no more once there is room", {
  timeout,
}, async () => {
  await apply(readFileSync(rights, "utf8"));
  await onHost("worker1", "filling the volume", "head -c 31M /dev/zero >/srv/measured/full");
  const filling = /the volume of measured\/records on worker1 has .* left/;
  await expect.poll(summaries, { timeout: 4 * 60_000, interval: 10_000 }).toMatch(filling);
  await onHost("worker1", "making room", "rm /srv/measured/full");
  await expect.poll(summaries, { timeout: 4 * 60_000, interval: 10_000 }).not.toMatch(filling);
});

async function summaries(): Promise<string> {
  const { volumes, problems } = await readKubelets();
  expect(volumes.value?.map(({ claim }) => claim)).toEqual(["records"]);
  return problems.map(({ summary }) => summary).join("\n");
}

async function readKubelets(): Promise<Read> {
  const program = join(import.meta.dirname, "read-kubelets.ts");
  return JSON.parse(await run(runInLabArgv([process.execPath, program, botKubeconfig]))) as Read;
}

function revoke(): Promise<string> {
  return kubectl(["delete", "--filename", rights, "--ignore-not-found"]);
}
