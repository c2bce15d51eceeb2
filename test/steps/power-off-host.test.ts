// A machine is switched off once; silence over SSH or another boot proves it, and anything else that answers does not.
import { afterEach, beforeEach, expect, test } from "vitest";
import powerOffHost from "#src/steps/power-off-host.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { type GivenMachines, givenMachines } from "../hosts/given-machines.ts";
import { actOn, contextOf, proofOn } from "./on-machines.ts";

let given: GivenMachines;
let machine: Machine;
let offs = 0;
beforeEach(async () => {
  given = await givenMachines();
  ({ machine } = await given.machines.node("worker1"));
  offs = 0;
  machine.switchedOff.add(() => {
    offs++;
  });
});
afterEach(() => given.close());

function planned() {
  const bootId = machine.files.get("/proc/sys/kernel/random/boot_id")?.content.trim() ?? "";
  return powerOffHost.with({ host: "worker1", bootId, isOurs: false });
}

test("it is off once it gives no sign of life, and is not asked to be twice", async () => {
  const step = planned();
  expect(await proofOn(given, powerOffHost, step)).toMatchObject({ goal: "open" });
  await actOn(given, powerOffHost, step);
  expect(await proofOn(given, powerOffHost, step)).toEqual({
    goal: "holds",
    evidence: expect.stringContaining("No sign of life any more: worker1"),
  });
  await actOn(given, powerOffHost, step);
  expect(offs).toBe(1);
});

test("killed once it was asked for, it is found done, and what it leaves is a machine that is off", async () => {
  const step = planned();
  await expect(actOn(given, powerOffHost, step, { when: "after", nth: 1 })).rejects.toThrow("killed");
  expect(await proofOn(given, powerOffHost, step)).toMatchObject({ goal: "holds" });
  const left = powerOffHost.leaves?.(powerOffHost.input.parse(step.input), contextOf(given));
  expect(await left).toBe("worker1 is off, until somebody switches it on.");
});

test("a machine that was switched on again is done with, and is not sent down once more", async () => {
  const step = planned();
  await actOn(given, powerOffHost, step);
  given.machines.switchOn("worker1");
  expect(await proofOn(given, powerOffHost, step)).toEqual({
    goal: "holds",
    evidence: expect.stringContaining("worker1 has started anew"),
    caveat: "worker1 is on again",
  });
  await actOn(given, powerOffHost, step);
  expect(offs).toBe(1);
});

test("an address where something answers, though not the machine, is no proof that it is off", async () => {
  const step = planned();
  machine.faults.sudoAsks = true;
  await expect(actOn(given, powerOffHost, step)).rejects.toThrow();
  expect(await proofOn(given, powerOffHost, step)).toMatchObject({ goal: "open" });
  await given.machines.host("worker1").close();
  await expect(proofOn(given, powerOffHost, step)).rejects.toThrow("nothing listens for SSH");
});

test("the machine that Wheelhouse runs on says so on the card", () => {
  expect(powerOffHost.with({ host: "cp1", bootId: "b", isOurs: true }).title).toBe(
    "Switch cp1 off, and Wheelhouse with it",
  );
});
