// A shutdown is a backup, a cordon of what was not cordoned, and every machine off: workers, control planes, our own.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { givenCluster, givenNode, silent } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { givenPodFacts, givenWorld } from "../../kubeadm/disruption/given.ts";
import { planOf, unreachable } from "../ask.ts";

let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterEach(() => given.cluster.powerOn("pi-1"));
afterAll(() => given.close());

type More = Parameters<typeof givenNode>[0];

async function planned(line: string, own?: string, pi: More = {}) {
  const nodes = await Promise.all(
    ["cp1", "pi-1", "worker1"].map(async (name) => {
      const { machine } = await given.machines.node(name);
      const machineId = machine.files.get("/etc/machine-id")?.content.trim() ?? "";
      const roles = name === "cp1" ? ["control-plane"] : [];
      return givenNode({ name, machineId, roles, ...(name === "pi-1" && pi) });
    }),
  );
  const bot = givenPodFacts({ namespace: "wheelhouse", name: "bot", node: own ?? "elsewhere" });
  const { cluster } = givenWorld({ nodes, pods: [bot] });
  const self = own === undefined ? undefined : { namespace: "wheelhouse", pod: "bot" };
  return planOf(line, cluster, self, given.hosts, Date.now());
}

const off = (steps: Awaited<ReturnType<typeof planned>>["steps"]) =>
  steps.flatMap(({ step, title }) => (step === "power-off-host" ? [title] : []));

test("etcd is kept, nodes are cordoned, then workers go off and the control plane after them", async () => {
  const { steps, locks, risk, warnings } = await planned("cluster shutdown", undefined, {
    unschedulable: true,
  });
  expect(steps.map(({ step, title }) => (step.includes("etcd") ? step : title))).toEqual([
    "save-etcd-snapshot",
    "prove-etcd-snapshot",
    "keep-etcd-snapshot",
    "Cordon cp1",
    "Cordon worker1",
    "Switch pi-1 off",
    "Switch worker1 off",
    "Switch cp1 off",
  ]);
  expect(risk).toBe("destructive");
  expect(locks).toEqual(expect.arrayContaining(["cluster/home", "node/home/pi-1", "host/cp1"]));
  expect(warnings.join("\n")).toContain("Wheelhouse runs in no pod of home.");
});

test("the machine that Wheelhouse runs on goes off last, and the card says so", async () => {
  const { steps, impact, warnings } = await planned("shut down the cluster", "pi-1");
  expect(off(steps)).toEqual([
    "Switch worker1 off",
    "Switch cp1 off",
    "Switch pi-1 off, and Wheelhouse with it",
  ]);
  expect(impact.join("\n")).toContain("Wheelhouse runs on pi-1, which goes off last and Wheelhouse with it");
  expect(warnings.join("\n")).not.toContain("runs in no pod");
});

test("a machine that is off already is left out and named", async () => {
  given.cluster.powerOff("pi-1");
  given.machines.host("pi-1").cut();
  const { steps, warnings } = await planned("cluster shutdown", undefined, { conditions: [silent()] });
  expect(off(steps)).toEqual(["Switch worker1 off", "Switch cp1 off"]);
  expect(warnings[0]).toContain("pi-1 gave no sign of life");
});

test("a machine that is silent although its node is Ready is not taken to be off", async () => {
  given.cluster.powerOff("pi-1");
  given.machines.host("pi-1").cut();
  await expect(planned("cluster shutdown")).rejects.toThrow("pi-1");
});

test("another machine at a node's address is not switched off", async () => {
  await expect(planned("cluster shutdown", undefined, { machineId: "0".repeat(32) })).rejects.toThrow(
    "pi-1 is another machine than the one that pi-1 runs on",
  );
});

test("a node whose machine may not be logged in to is named before anything begins", async () => {
  await expect(planned("cluster shutdown", undefined, { name: "pi-9" })).rejects.toMatchObject({
    message: "Wheelhouse may not log in to the machine of pi-9, so it cannot switch it off.",
    hint: "host add pi-9",
  });
});

test("where there is no time for it, no snapshot is made, and the card says so", async () => {
  const { steps, warnings } = await planned("cluster shutdown --skip-backup");
  expect(steps.map(({ step }) => step).filter((step) => step.includes("etcd"))).toEqual([]);
  expect(warnings).toContain("No snapshot of etcd is made.");
});

test("nothing is planned for a cluster that is not seen", async () => {
  const dead = givenCluster({ reach: unreachable(undefined) });
  await expect(planOf("cluster shutdown", dead, undefined, given.hosts)).rejects.toThrow(
    "home is not seen right now",
  );
});
