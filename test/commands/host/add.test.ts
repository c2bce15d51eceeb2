import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { createRedactor } from "#src/base/redact.ts";
import { storablePlan } from "#src/operation/secrets.ts";
import { givenCluster } from "../../given.ts";
import { givenHost } from "../../hosts/given.ts";
import { planOf, wellHome } from "../ask.ts";

const home = givenCluster(wellHome());

test("the key that a host shows now is what is approved, and nobody logs in to see it", async () => {
  const { hosts, simulated } = await givenHost({ isPinned: false });
  const plan = await planOf("host add pi-4", home, undefined, hosts);

  const { address, port } = simulated;
  const { type, fingerprint } = await hosts.shownKey(
    { name: "pi-4", address, port },
    AbortSignal.timeout(60_000),
  );
  expect(plan).toMatchObject({
    title: "Trust the key of pi-4",
    basis: { fingerprint },
    locks: ["host/pi-4"],
  });
  expect(plan.impact[0]).toContain(`${fingerprint} (${type})`);
  expect(plan.warnings[0]).toContain("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    `wheelhouse: pin ${type} ${fingerprint} for pi-4, ops@${address}:${port}`,
  ]);
  expect(simulated.machine.ran).toEqual([]);
  expect(storablePlan("host add pi-4", plan, createRedactor([]))).toEqual(plan);
});

test("a host that nobody has named needs its address, and is planned with the usual user", async () => {
  const { hosts, simulated } = await givenHost({ isPinned: false });
  const { address, port } = simulated;
  await expect(planOf("host add pi-9", home, undefined, hosts)).rejects.toMatchObject({
    message: "home has no host pi-9, so nobody knows where it is.",
    hint: "host add pi-9 --address=10.0.0.23",
  });
  const plan = await planOf(`host add pi-9 --address=${address} --port=${port}`, home, undefined, hosts);
  expect(plan.steps[0]?.input).toMatchObject({ name: "pi-9", address, port, user: "ops" });
});

test("where a configured host is, is not for the chat to say", async () => {
  const { hosts } = await givenHost({ isPinned: false });
  await expect(planOf("host add pi-4 --address=10.0.0.9", home, undefined, hosts)).rejects.toThrow(
    "pi-4 is known already, as ops@127.0.0.1:",
  );
});

test("an approved key is not approved twice, and another one is refused with both fingerprints", async () => {
  const { hosts, simulated, pins } = await givenHost();
  const line = "host add pi-4";
  await expect(planOf(line, home, undefined, hosts)).rejects.toThrow("The key of pi-4 is approved already");

  const stranger = await givenHost();
  const [pinned] = await pins.list("home");
  const [other] = await stranger.pins.list("home");
  if (!pinned || !other) throw new Error("nothing is pinned");
  await pins.forget("home", "pi-4");
  await pins.pin("home", { ...pinned, pin: other.pin });
  await expect(planOf(line, home, undefined, hosts)).rejects.toMatchObject({
    message: expect.stringContaining(
      `Approved: ${other.pin.fingerprint} (ssh-ed25519). Now: ${pinned.pin.fingerprint} (ssh-ed25519).`,
    ),
    hint: "host forget pi-4",
  });
  expect(simulated.machine.ran).toEqual([]);
});
