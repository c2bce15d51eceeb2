// What leaves for a host is exactly a call, and nothing leaves that the fence does not know.
import { expect, test } from "vitest";
import type { Call } from "#src/base/call.ts";
import { FenceError } from "#src/base/errors.ts";
import { callsOfCollect } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { unitName } from "#src/hosts/units.ts";
import { soon } from "../soon.ts";
import { givenHost } from "./given.ts";

const { signal } = new AbortController();

test("each thing that is done is shown to the fence as a call of the card, secrets by their kind only", async () => {
  const { hosts } = await givenHost();
  const calls: Call[] = [];
  const host = await hosts.fenced((call) => void calls.push(call)).host("pi-4");
  const unit = { unit: unitName("op-1", "sleep"), argv: ["true"] };
  const service = `${unit.unit}.service`;

  await host.run({ argv: asRoot(["true"]) }, signal);
  await host.run({ argv: ["cat"], stdin: "abcdef.0123456789abcdef" }, signal);
  await host.start(unit, signal);
  await host.read("unit", signal, unit.unit);
  await host.collect(unit.unit, signal);

  const shown = new Set(calls.map((call) => JSON.stringify(call)));
  expect([...shown].map((text) => JSON.parse(text))).toEqual([
    { at: "host", host: "pi-4", argv: ["sudo", "-n", "--", "true"] },
    { at: "host", host: "pi-4", argv: ["cat"], stdin: "secret" },
    { at: "host", host: "pi-4", argv: ["true"], unit: unit.unit },
    ...callsOfCollect("pi-4", unit.unit),
  ]);
  expect(callsOfCollect("pi-4", unit.unit).map(({ argv }) => argv)).toEqual([
    ["sudo", "-n", "--", "systemctl", "stop", "--", service],
    ["sudo", "-n", "--", "systemctl", "reset-failed", "--", service],
  ]);
});

test.each(["run", "start"] as const)(
  "what was asked of %s is what is sent, whoever changes it meanwhile",
  async (verb) => {
    const { hosts, simulated } = await givenHost();
    const calls: Call[] = [];
    const host = await hosts.fenced((call) => void calls.push(call)).host("pi-4");
    const argv = ["echo", "approved"];
    const unit = unitName("op-1", "sleep");

    const asked = verb === "run" ? host.run({ argv }, signal) : host.start({ unit, argv }, signal);
    argv[1] = "not-approved";
    await asked;

    const ran = JSON.stringify(simulated.machine.ran);
    expect(ran).toContain("echo approved");
    expect(ran).not.toContain("not-approved");
    expect(JSON.stringify(calls)).not.toContain("not-approved");
  },
);

test.each(["run", "start", "collect"] as const)(
  "a %s that is under way when the fence closes is not sent",
  async (verb) => {
    const { hosts, host: free, simulated } = await givenHost();
    const unit = { unit: unitName("op-1", "sleep"), argv: ["true"] };
    if (verb === "collect") {
      await free.start(unit, signal);
      await soon(async () =>
        expect(await free.read("unit", signal, unit.unit)).toMatchObject({ state: "ended" }),
      );
    }
    const before = simulated.machine.ran.length;
    let isClosed = false;
    const host = await hosts
      .fenced(() => {
        if (isClosed) throw new FenceError("closed");
      })
      .host("pi-4");

    const asked = {
      run: () => host.run(unit, signal),
      start: () => host.start(unit, signal),
      collect: () => host.collect(unit.unit, signal),
    }[verb]();
    isClosed = true;
    await expect(asked).rejects.toThrow("closed");
    // Only what reads.
    const ran = JSON.stringify(simulated.machine.ran.slice(before));
    expect(ran).not.toMatch(/systemd-run|systemctl (stop|reset-failed)|exec env [^ ]+ [^ ]+ true/);
  },
);

test("a key is not forgotten any more once the fence has closed", async () => {
  const { hosts, pins } = await givenHost();
  const [pinned] = await pins.list("home");
  if (!pinned) throw new Error("nothing is pinned");
  let isClosed = false;
  const fenced = hosts.fenced(() => {
    if (isClosed) throw new FenceError("closed");
  });
  const asked = fenced.forget(pinned);
  isClosed = true;
  await expect(asked).rejects.toThrow("closed");
  expect(await pins.list("home")).toEqual([pinned]);
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
    host.collect(unit.unit, signal),
  ]) {
    await expect(tried).rejects.toThrow("no call of the card");
  }
  expect(simulated.machine.ran).toEqual([]);
  expect(await host.read("hostname", signal)).toBe("pi-4");
});

test("a key is shown to the fence by the fingerprint of what would be trusted, whatever it is said to be", async () => {
  const { hosts, pins, simulated } = await givenHost({ isPinned: false });
  const calls: Call[] = [];
  const refusing = hosts.fenced((call) => {
    calls.push(call);
    throw new Error("no call of the card");
  });
  const { address, port } = simulated;
  const shown = await hosts.shownKey({ name: "pi-4", address, port }, signal);
  const host = { name: "pi-4", address, port, user: "ops" };
  const pin = { ...shown, fingerprint: "SHA256:approved", by: "U0ANN", at: 0 };

  await expect(refusing.pin({ ...host, pin })).rejects.toThrow("no call of the card");
  await expect(refusing.forget({ ...host, pin })).rejects.toThrow("no call of the card");

  const said = { at: "keys", host: "pi-4", key: `ssh-ed25519 ${shown.fingerprint}` };
  const place = `ops@${address}:${port}`;
  expect(calls).toEqual([
    { ...said, does: "pin", place },
    { ...said, does: "forget", place },
  ]);
  expect(await pins.list("home")).toEqual([]);
});

test("a key that took the place of the approved one is not forgotten", async () => {
  const { hosts, pins } = await givenHost();
  const [pinned] = await pins.list("home");
  if (!pinned) throw new Error("nothing is pinned");
  const before = { ...pinned, pin: { ...pinned.pin, key: "AAAA" } };
  await expect(hosts.forget(before)).rejects.toThrow("Another key is pinned for pi-4 by now");
  expect(await pins.list("home")).toEqual([pinned]);
});

test("a view has nothing that acts", async () => {
  const { hosts } = await givenHost();
  expect(Object.keys(await hosts.view("pi-4")).toSorted()).toEqual(["address", "name", "read"]);
});
