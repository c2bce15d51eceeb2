// A machine is rebooted once where its packages ask for it, and left alone where they do not.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import rebootWhereAsked from "#src/steps/reboot-where-asked.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { type GivenMachines, givenMachines, keep } from "../hosts/given-machines.ts";
import { actOn, proofOn } from "./on-machines.ts";

let given: GivenMachines;
let machine: Machine;
let restore: () => void;
let reboots = 0;
beforeAll(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("worker1"));
  restore = keep(machine);
  machine.rebooted.add(() => {
    reboots++;
  });
});
afterEach(() => {
  restore();
  reboots = 0;
});
afterAll(() => given.close());

function planned() {
  const bootId = machine.files.get("/proc/sys/kernel/random/boot_id")?.content.trim() ?? "";
  return rebootWhereAsked.with({ host: "worker1", bootId });
}

test("where nothing asks for it, it is done", async () => {
  expect(await proofOn(given, rebootWhereAsked, planned())).toEqual({
    goal: "holds",
    evidence: "worker1 asks for no reboot.",
  });
});

test("where packages ask for it, it reboots, and not again once it is another boot", async () => {
  machine.write("/run/reboot-required", "*** System restart required ***\n");
  const step = planned();
  expect(await proofOn(given, rebootWhereAsked, step)).toMatchObject({ goal: "open" });
  await actOn(given, rebootWhereAsked, step);
  expect(reboots).toBe(1);
  expect(await proofOn(given, rebootWhereAsked, step)).toMatchObject({
    goal: "holds",
    evidence: expect.stringContaining("worker1 has started anew"),
  });
  await actOn(given, rebootWhereAsked, step);
  expect(reboots).toBe(1);
});

test("killed once the reboot was asked for, it is found done", async () => {
  machine.write("/run/reboot-required", "*** System restart required ***\n");
  const step = planned();
  await expect(actOn(given, rebootWhereAsked, step, { when: "after", nth: 1 })).rejects.toThrow("killed");
  expect(await proofOn(given, rebootWhereAsked, step)).toMatchObject({ goal: "holds" });
  expect(reboots).toBe(1);
});
