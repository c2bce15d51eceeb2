// Steps that back up and defragment etcd, on a simulated control plane: each is killed before and after each of its commands.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Step } from "#src/operation/step.ts";
import defragmentEtcdMember from "#src/steps/defragment-etcd-member.ts";
import keepEtcdSnapshot from "#src/steps/keep-etcd-snapshot.ts";
import proveEtcdSnapshot from "#src/steps/prove-etcd-snapshot.ts";
import saveEtcdSnapshot from "#src/steps/save-etcd-snapshot.ts";
import { type GivenMachines, givenMachines, keep } from "../hosts/given-machines.ts";
import { actOn, proofOn } from "./on-machines.ts";

const host = "cp1";
const saved = "/var/lib/etcd/wheelhouse-op-000001.db";
const kept = "/var/backups/wheelhouse/etcd/op-000001.db";
let given: GivenMachines;
let restore: () => void;
beforeAll(async () => {
  given = await givenMachines();
  restore = keep((await given.machines.node(host)).machine);
});
beforeEach(() => restore());
afterAll(() => given.close());

const save = saveEtcdSnapshot.with({ host });
const prove = proveEtcdSnapshot.with({ host });
const keeping = keepEtcdSnapshot.with({ host, old: ["/var/backups/wheelhouse/etcd/op-0.db"] });
const act = (step: Step, planned: PlannedStep) => actOn(given, step, planned);

test.each<[string, Step, PlannedStep, number, readonly (readonly [Step, PlannedStep])[]]>([
  ["a snapshot", saveEtcdSnapshot, save, 1, []],
  ["its proof", proveEtcdSnapshot, prove, 2, [[saveEtcdSnapshot, save]]],
  [
    "its keeping",
    keepEtcdSnapshot,
    keeping,
    5,
    [
      [saveEtcdSnapshot, save],
      [proveEtcdSnapshot, prove],
    ],
  ],
  [
    "a smaller file",
    defragmentEtcdMember,
    defragmentEtcdMember.with({ host, endpoint: "https://10.0.0.10:2379" }),
    1,
    [],
  ],
])("%s is proven by reading, whenever it was killed", async (_name, step, planned, commands, before) => {
  for (const [first, plan] of before) await act(first, plan);
  expect((await proofOn(given, step, planned)).goal).toBe("open");
  for (const when of ["before", "after"] as const) {
    for (let nth = 1; nth <= commands; nth++) {
      await expect(actOn(given, step, planned, { when, nth })).rejects.toThrow("killed");
      if ((await proofOn(given, step, planned)).goal === "holds") return;
    }
  }
  await act(step, planned);
  expect((await proofOn(given, step, planned)).goal).toBe("holds");
});

test("what is kept has its hash and revision beside it, and nothing is left beside etcd's data", async () => {
  const { machine, cluster } = await given.machines.node(host);
  machine.write("/var/backups/wheelhouse/etcd/op-0.db", "old", "600");
  for (const [step, planned] of [
    [saveEtcdSnapshot, save],
    [proveEtcdSnapshot, prove],
    [keepEtcdSnapshot, keeping],
  ] as const) {
    await act(step, planned);
  }
  expect(machine.files.get(`${kept}.sha256`)?.content).toMatch(
    new RegExp(`^[0-9a-f]{64}  ${kept}\n# revision ${cluster.store.version()}, 1616 keys\n$`),
  );
  const left = [...machine.files.keys()].filter((path) =>
    /^\/var\/lib\/etcd\/wheelhouse|op-0\.db/.test(path),
  );
  expect(left).toEqual([]);
});

test("a snapshot that does not restore to what it holds is no backup", async () => {
  const { machine } = await given.machines.node(host);
  await act(saveEtcdSnapshot, save);
  await act(proveEtcdSnapshot, prove);
  machine.write(saved, JSON.stringify({ revision: 7 }), "600");
  expect(await proofOn(given, proveEtcdSnapshot, prove)).toMatchObject({
    goal: "failed",
    evidence: expect.stringContaining("the snapshot revision 7"),
  });
});
