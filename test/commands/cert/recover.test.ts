// A worker whose kubelet cannot log in any more is let in again; one that can, a control plane and a wrong clock are refused.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { endKubelet } from "../../../playground/hosts/node/kubelet.ts";
import { givenCluster, givenNode } from "../../given.ts";
import { type GivenMachines, givenMachines, keep, machineIdOf } from "../../hosts/given-machines.ts";
import { askOf, planOf } from "../ask.ts";

let home: ReturnType<typeof givenCluster>;
let given: GivenMachines;
let restore: () => void;
beforeAll(async () => {
  given = await givenMachines();
  // Each becomes what it is when it is first asked.
  const ids = await Promise.all(
    ["cp1", "pi-1", "worker1"].map(async (name) => machineIdOf((await given.machines.node(name)).machine)),
  );
  const [cp1 = "", pi1 = "", worker1 = ""] = ids;
  home = givenCluster({
    nodes: [
      givenNode({ name: "cp1", machineId: cp1, roles: ["control-plane"] }),
      givenNode({ name: "pi-1", machineId: pi1 }),
      givenNode({ name: "worker1", machineId: worker1 }),
    ],
  });
  restore = keep((await given.machines.node("pi-1")).machine);
});
beforeEach(() => restore());
afterAll(() => given.close());

const plan = (line: string) => planOf(line, home, undefined, given.hosts, Date.now());
const end = async () => endKubelet(await given.machines.node("pi-1"));

test("it asks for another one with a token, in a file below /run that only root reads", async () => {
  await end();
  const planned = await plan("cert recover pi-1");
  expect(planned.impact[0]).toMatch(/ended 8 d ago\. .* asks https:\/\/10\.0\.0\.10:6443 for another one/);
  expect(planned.locks).toEqual(["node/home/pi-1", "host/pi-1"]);
  const calls = planned.steps.flatMap((step) => step.calls.map((call) => sayCall(call)));
  expect(calls).toContain(
    "pi-1: sudo -n -- ln --symbolic --force --no-target-directory -- '/run/wheelhouse/<this operation>/bootstrap-kubelet.conf' /etc/kubernetes/bootstrap-kubelet.conf",
  );
});

test("the list of certificates offers it", async () => {
  await end();
  const { answer } = await askOf("cert list", [home], { hosts: given.hosts, now: Date.now() });
  expect(answer.buttons?.map(({ label }) => label)).toContain("Recover pi-1");
});

test.each([
  ["worker1", "The client certificate of worker1's kubelet is good"],
  ["cp1", "cp1 is a control plane"],
])("it is refused for %s", async (node, said) => {
  await expect(plan(`cert recover ${node}`)).rejects.toThrow(said);
});

test("by a wrong clock nothing is recovered", async () => {
  await end();
  (await given.machines.node("pi-1")).machine.faults.clockAheadMs = 3_600_000;
  await expect(plan("cert recover pi-1")).rejects.toThrow("By a wrong clock certificates look ended");
});
