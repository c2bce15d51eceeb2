// Machines that show another key than the approved one are found without logging in.
import { expect, test } from "vitest";
import { SilentError } from "#src/base/errors.ts";
import { changedKeys } from "#src/hosts/changed-keys.ts";
import type { KnownHost } from "#src/hosts/host.ts";
import { newKey, startHost } from "../../playground/hosts/host.ts";
import { botKey, givenHost, pinShown, reach } from "./given.ts";

const signal = AbortSignal.timeout(60_000);

test("another machine at yesterday's address is found, and which one it is; nobody logs in to it", async () => {
  const [one, other] = [newKey().private, newKey().private];
  const authorizedKeys = [botKey.public];
  const first = await startHost({ name: "pi-1", authorizedKeys, hostKey: one });
  const second = await startHost({ name: "pi-2", authorizedKeys, hostKey: other });
  const { hosts } = await reach({ "pi-1": first, "pi-2": second });
  await pinShown(hosts, "pi-1", first);
  await pinShown(hosts, "pi-2", second);
  expect(await hosts.changedKeys(signal)).toEqual([]);

  await first.close();
  const swapped = await startHost({ name: "pi-1", authorizedKeys, hostKey: other, port: first.port });
  expect(await hosts.changedKeys(signal)).toMatchObject([{ host: "pi-1", of: "pi-2" }]);
  expect(swapped.machine.ran).toEqual([]);
  await Promise.all([swapped.close(), second.close()]);
});

test("a machine that does not answer is not said to have changed, nor one whose key nobody approved", async () => {
  const { hosts, simulated } = await givenHost({ isPinned: false });
  expect(await hosts.changedKeys(signal)).toEqual([]);
  await pinShown(hosts, "pi-4", simulated);
  await simulated.close();
  expect(await hosts.changedKeys(signal)).toEqual([]);
});

test("of a thousand, four are asked at once", async () => {
  const pin = { type: "ssh-ed25519", fingerprint: "SHA256:a", key: "a", by: "U0ADA", at: 0 };
  const known = Array.from({ length: 1_000 }, (_, at): KnownHost => {
    const name = `host-${at}`;
    return { name, address: name, port: 22, user: "ops", from: "chat", pin };
  });
  let [now, most, asked] = [0, 0, 0];
  const shownBy = async () => {
    asked++;
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    throw new SilentError("off");
  };
  expect(await changedKeys(known, shownBy, signal)).toEqual([]);
  expect([asked, most]).toEqual([1_000, 4]);
});
