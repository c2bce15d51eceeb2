import { afterAll, beforeAll, expect, test } from "vitest";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { planOf, unreachable } from "../ask.ts";

const dead = givenCluster({ reach: unreachable(undefined) });
let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterAll(() => given.close());

const plan = () => planOf("etcd backup", dead, undefined, given.hosts, Date.now());

test("a backup is saved, proven and kept, with every command on its card", async () => {
  const { steps, warnings } = await plan();
  expect(steps.map(({ step }) => step)).toEqual([
    "save-etcd-snapshot",
    "prove-etcd-snapshot",
    "keep-etcd-snapshot",
  ]);
  expect(steps[1]?.calls).toHaveLength(2);
  expect(warnings.join()).toContain("The snapshot of etcd holds every Secret of the cluster");
});

test("seven are kept, and those that go are on the card", async () => {
  const { machine } = await given.machines.node("cp1");
  for (let nth = 1; nth <= 8; nth++) {
    const path = `/var/backups/wheelhouse/etcd/op-${nth}.db`;
    machine.files.set(path, { content: "x", mode: "600", owner: "root", modifiedAt: nth * 1_000 });
  }
  const { steps, warnings } = await plan();
  expect(steps[2]?.input).toEqual({
    host: "cp1",
    old: ["/var/backups/wheelhouse/etcd/op-2.db", "/var/backups/wheelhouse/etcd/op-1.db"],
  });
  expect(warnings.join()).toContain("op-2.db, /var/backups/wheelhouse/etcd/op-1.db");
});

test("where it does not fit it is refused, as etcd's own data would be without room", async () => {
  (await given.machines.node("cp1")).etcd.sizeBytes = 20 * 1024 ** 3;
  await expect(plan()).rejects.toThrow(/cp1 has 22\.8Gi left on \/, .* would need 60\.\dGi/);
});
