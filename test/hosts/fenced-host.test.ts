// What leaves for a host is exactly a call, and nothing leaves that the fence does not know.
import { expect, test } from "vitest";
import type { Call } from "#src/base/call.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { unitName } from "#src/hosts/units.ts";
import { givenHost } from "./given.ts";

const { signal } = new AbortController();

test("each thing that is done is shown to the fence as a call of the card, secrets by their kind only", async () => {
  const { hosts } = await givenHost();
  const calls: Call[] = [];
  const host = await hosts.fenced((call) => void calls.push(call)).host("pi-4");
  const unit = { unit: unitName("op-1", "sleep"), argv: ["true"] };

  await host.run({ argv: asRoot(["true"]) }, signal);
  await host.run({ argv: ["cat"], stdin: "abcdef.0123456789abcdef" }, signal);
  await host.start(unit, signal);
  await host.read("unit", signal, unit.unit);
  await host.collect(unit, signal);

  expect(calls).toEqual([
    { at: "host", host: "pi-4", argv: ["sudo", "-n", "--", "true"] },
    { at: "host", host: "pi-4", argv: ["cat"], stdin: "secret" },
    { at: "host", host: "pi-4", argv: ["true"], unit: true },
    { at: "host", host: "pi-4", argv: ["true"], unit: true },
  ]);
});

test("what the fence refuses does not reach the host, and readings do", async () => {
  const { hosts, simulated } = await givenHost();
  const refuse = () => {
    throw new Error("no call of the card");
  };
  const host = await hosts.fenced(refuse).host("pi-4");
  const unit = { unit: unitName("op-1", "sleep"), argv: ["true"] };

  for (const tried of [
    host.run({ argv: ["true"] }, signal),
    host.start(unit, signal),
    host.collect(unit, signal),
  ]) {
    await expect(tried).rejects.toThrow("no call of the card");
  }
  expect(simulated.machine.ran).toEqual([]);
  expect(await host.read("hostname", signal)).toBe("pi-4");
});

test("a view has nothing that acts", async () => {
  const { hosts } = await givenHost();
  expect(Object.keys(await hosts.view("pi-4")).toSorted()).toEqual(["address", "name", "read"]);
});
