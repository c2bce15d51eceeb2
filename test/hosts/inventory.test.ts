// Which hosts there are, and how each is reached.
import { expect, test } from "vitest";
import { UsageError } from "#src/base/errors.ts";
import type { PinnedHost } from "#src/hosts/host.ts";
import { inventoryOf, type SshSettings, targetOf } from "#src/hosts/inventory.ts";

const ssh: SshSettings = { user: "ops", port: 22, identityFile: "/k", agent: false };
const pin = { type: "ssh-ed25519", fingerprint: "SHA256:a", key: "AAAA", by: "U0ANN", at: 0 };
const kept: PinnedHost = { name: "pi-4", address: "10.0.0.24", port: 22, user: "pi", pin };

test("the configuration says where a host is, the store which key it has", () => {
  const hosts = { "pi-4": { address: "10.0.0.99", port: 2222 }, cp1: { address: "10.0.0.10", user: "root" } };
  expect(inventoryOf({ ssh, hosts }, [kept])).toEqual([
    { name: "pi-4", address: "10.0.0.99", port: 2222, user: "ops", from: "configuration", pin },
    { name: "cp1", address: "10.0.0.10", port: 22, user: "root", from: "configuration", pin: undefined },
  ]);
});

test("a machine whose network card is named can be woken, on its own network where one is named", () => {
  const hosts = {
    cp1: { address: "10.0.0.10", mac: "dc:a6:32:01:02:03" },
    w1: { address: "10.0.1.11", mac: "dc:a6:32:01:02:04", broadcast: "10.0.1.255" },
  };
  expect(inventoryOf({ ssh, hosts }, []).map(({ wakes }) => wakes)).toEqual([
    { mac: "dc:a6:32:01:02:03", to: "255.255.255.255:9" },
    { mac: "dc:a6:32:01:02:04", to: "10.0.1.255:9" },
  ]);
});

test("a host that only the store knows was added in chat", () => {
  expect(inventoryOf({ ssh, hosts: {} }, [kept])).toEqual([{ ...kept, from: "chat" }]);
});

test.each([
  ["bastion.example", { name: "bastion.example", address: "bastion.example", port: 22, user: "ops" }],
  [
    "jo@bastion.example:2222",
    { name: "bastion.example", address: "bastion.example", port: 2222, user: "jo" },
  ],
  ["cp1", { name: "cp1", address: "10.0.0.10", port: 22, user: "ops" }],
])("others are reached through %s, and it straight", (jump, expected) => {
  const configured = {
    ssh: { ...ssh, jump },
    hosts: { cp1: { address: "10.0.0.10" }, "pi-3": { address: "10.0.0.23" } },
  };
  const inventory = inventoryOf(configured, []);
  expect(targetOf(inventory, jump, "pi-3").jump).toMatchObject({ ...expected, jump: undefined });
  expect(targetOf(inventory, jump, expected.name).jump).toBeUndefined();
});

test("a host that nobody has named is a mistake of typing", () => {
  expect(() => targetOf([], undefined, "pi-9")).toThrow(UsageError);
});
