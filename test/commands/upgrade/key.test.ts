// The key of a machine's packages: fetched where the one there does not do, and approved by its fingerprint.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Machine } from "../../../playground/hosts/machine.ts";
import { keyring, sourceFile } from "../../../playground/hosts/node/packages.ts";
import { expiredKey, repositoryKey } from "../../../playground/hosts/node/repository-key.ts";
import { givenNode } from "../../given.ts";
import { type GivenMachines, givenMachines, keep } from "../../hosts/given-machines.ts";
import { givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf } from "../ask.ts";

let machines: GivenMachines;
let machine: Machine;
let restore: () => void;
beforeAll(async () => {
  machines = await givenMachines();
  ({ machine } = await machines.machines.node("worker1"));
  restore = keep(machine);
});
afterAll(() => machines.close());
afterEach(() => restore());

function planned(name = "worker1") {
  const machineId = machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  const { cluster } = givenWorld({ nodes: [givenNode({ name, machineId })] });
  return planOf(`upgrade key ${name}`, cluster, undefined, machines.hosts);
}

test("one that has expired is replaced by the repository's own, the same one prolonged", async () => {
  machine.write(keyring, expiredKey);
  const { impact, warnings, steps } = await planned();
  expect(impact.slice(0, 2)).toEqual([
    "Its packages are signed by 95117A33F651075BA863D751401DCB3FAB70799B, valid until 2035-12-31, as https://pkgs.k8s.io/core:/stable:/v1.38/deb/Release.key shows it to the machine now.",
    "It is the key that is there already, prolonged.",
  ]);
  expect(warnings).toEqual([]);
  expect(steps.map(({ step, input }) => ({ step, input }))).toEqual([
    { step: "renew-repository-key", input: { host: "worker1", file: keyring, text: repositoryKey } },
  ]);
});

test("where there was none, whoever approves is told to compare it", async () => {
  machine.files.delete(keyring);
  expect((await planned()).warnings).toEqual([
    expect.stringContaining("There is no key yet to compare it with"),
  ]);
});

test("where no newer minor has a repository yet, its own is asked", async () => {
  machine.write(keyring, expiredKey);
  machine.write(sourceFile, `deb [signed-by=${keyring}] https://pkgs.k8s.io/core:/stable:/v1.38/deb/ /\n`);
  expect((await planned()).impact[0]).toContain("v1.38/deb/Release.key");
});

test.each([
  ["it is there already", () => {}, "worker1 has that key already: 95117A33"],
  [
    "nobody says which file it is in",
    () => machine.write(sourceFile, "deb https://pkgs.k8s.io/core:/stable:/v1.37/deb/ /\n"),
    "It was not seen by which file of keys worker1",
  ],
  [
    "the repository shows none",
    () => {
      machine.write(keyring, expiredKey);
      machine.programs.set("curl", async () => 22);
    },
    "worker1 can read no valid key at the repository of 1.37",
  ],
])("where %s it is refused", async (_what, make, words) => {
  make();
  await expect(planned()).rejects.toThrow(words);
});

test("dnf fetches its key by itself, so there is nothing to renew", async () => {
  machine.files.delete(sourceFile);
  const repository = "https://pkgs.k8s.io/core:/stable:/v1.37/rpm/";
  machine.write("/etc/yum.repos.d/kubernetes.repo", `[kubernetes]\nbaseurl=${repository}\n`);
  await expect(planned()).rejects.toThrow("dnf fetches the key of Kubernetes' packages itself");
});

test("a node without a machine that is known is refused with the line that names it", async () => {
  await expect(planned("w9")).rejects.toThrow("Wheelhouse cannot log in to the machine of w9");
});
