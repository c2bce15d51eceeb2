// A step's long command: started once, followed over a restart, and started anew where it has failed.
import { expect, test } from "vitest";
import type { Call } from "#src/base/call.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import { unitName } from "#src/hosts/units.ts";
import type { Program } from "../../playground/hosts/machine.ts";
import { soon } from "../soon.ts";
import { givenHost } from "./given.ts";

const { signal } = new AbortController();
const unit = unitName("op-1", "install-packages");
const wanted = { unit, argv: ["apt-get", "install"] };

/** An apt-get that says something and then waits to be told how it ends. */
async function givenApt() {
  const ends: ((code: number) => void)[] = [];
  const apt: Program = async ({ out }) => {
    await out("Unpacking kubelet\nSetting up kubelet\n");
    return new Promise((resolve) => void ends.push(resolve));
  };
  const calls: Call[] = [];
  const { hosts, host, simulated } = await givenHost();
  simulated.machine.programs.set("apt-get", apt);
  const fenced = await hosts.fenced((call) => void calls.push(call)).host("pi-4");
  const end = async (code: number) => {
    ends.at(-1)?.(code);
    await simulated.machine.units.get(unit)?.ended;
  };
  return { host, fenced, calls, end, started: () => ends.length, machine: simulated.machine };
}

test("a unit is open before it is there, under way with its last line, and open again once it has ended well", async () => {
  const { host, fenced, end, calls, started } = await givenApt();
  expect(await followUnit(host, unit, signal)).toMatchObject({ goal: "open" });

  await startUnit(fenced, wanted, signal);
  await soon(async () =>
    expect(await followUnit(host, unit, signal)).toEqual({
      goal: "underway",
      evidence: `${unit} runs on pi-4: Setting up kubelet`,
    }),
  );
  await startUnit(fenced, wanted, signal);
  expect(started()).toBe(1);

  await end(0);
  expect(await followUnit(host, unit, signal)).toMatchObject({
    goal: "open",
    evidence: expect.stringContaining("has ended well"),
  });
  await startUnit(fenced, wanted, signal);
  expect(started()).toBe(1);
  const shown = callsOfUnit("pi-4", wanted).map(({ argv, unit: name }) => ({ argv, name }));
  for (const call of calls)
    expect(shown).toContainEqual({
      argv: "argv" in call && call.argv,
      name: "unit" in call ? call.unit : undefined,
    });
});

test("a unit that failed tells its code and last lines, and is started anew when it is asked for again", async () => {
  const { host, fenced, end, started } = await givenApt();
  await startUnit(fenced, wanted, signal);
  await soon(() => expect(started()).toBe(1));
  await end(100);

  expect(await followUnit(host, unit, signal)).toEqual({
    goal: "failed",
    evidence: `${unit} ended with code 100 on pi-4:\nUnpacking kubelet\nSetting up kubelet`,
  });
  await startUnit(fenced, wanted, signal);
  await soon(() => expect(started()).toBe(2));
  expect(await followUnit(host, unit, signal)).toMatchObject({ goal: "underway" });
});

test("a host that was started anew meanwhile has no such unit", async () => {
  const { host, fenced, machine } = await givenApt();
  await startUnit(fenced, wanted, signal);
  machine.reboot();
  expect(await followUnit(host, unit, signal)).toMatchObject({ goal: "open" });
});
