import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { givenCluster } from "../../given.ts";
import { givenHost } from "../../hosts/given.ts";
import { planOf, wellHome } from "../ask.ts";

const home = givenCluster(wellHome());

test("a host is forgotten by the key that is approved for it, also while it is off", async () => {
  const { hosts, simulated, pins } = await givenHost();
  const [pinned] = await pins.list("home");
  await simulated.close();
  const plan = await planOf("host forget pi-4", home, undefined, hosts);
  const { fingerprint } = pinned?.pin ?? {};
  expect(plan).toMatchObject({ title: "Forget pi-4", basis: { fingerprint }, locks: ["host/pi-4"] });
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    `wheelhouse: forget ssh-ed25519 ${fingerprint} for pi-4, ops@127.0.0.1:${simulated.port}`,
  ]);
});

test("what is not approved cannot be forgotten", async () => {
  const { hosts } = await givenHost({ isPinned: false });
  await expect(planOf("host forget pi-4", home, undefined, hosts)).rejects.toThrow(
    "No key of pi-4 is approved.",
  );
  await expect(planOf("host forget pi-9", home, undefined, hosts)).rejects.toThrow("home has no host pi-9.");
});
