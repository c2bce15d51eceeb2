// A magic packet as the network sees it, and that none leaves for a card that is on no approved card.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, test } from "vitest";
import { type Call, sayCall } from "#src/base/call.ts";
import { FenceError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { createHosts } from "#src/hosts/hosts.ts";
import type { SendDatagram } from "#src/hosts/send-datagram.ts";
import { wakeCall, wakesBy } from "#src/hosts/wake.ts";
import { covers } from "#src/operation/covers.ts";

const mac = "dc:a6:32:01:02:03";
const card = "dca632010203";

function hostsThat(approved: Call, send?: SendDatagram) {
  const pins = { list: async () => [], pin: async () => true, forget: async () => {} };
  const hosts = createHosts({
    ...{ cluster: "home", ssh: undefined, hosts: {}, pins, now: Date.now, log: silentLog },
    ...(send && { send }),
  });
  return hosts.fenced((call) => {
    if (!covers(approved, call)) throw new FenceError(sayCall(call));
  });
}

test("a packet of 102 bytes leaves over UDP: six of ones, then the card's address sixteen times", async () => {
  const network = createSocket("udp4");
  network.bind(0, "127.0.0.1");
  await once(network, "listening");
  const wakes = wakesBy(mac, `127.0.0.1:${network.address().port}`);
  const heard = once(network, "message");
  await hostsThat(wakeCall("pi-1", wakes)).wake("pi-1", wakes, AbortSignal.timeout(5_000));
  const [packet] = (await heard) as [Buffer];
  network.close();
  expect(packet.length).toBe(102);
  expect(packet.toString("hex")).toBe("ff".repeat(6) + card.repeat(16));
});

test("where nobody says otherwise the whole network hears it, at the port of discard", () => {
  expect(wakesBy(mac)).toEqual({ mac, to: "255.255.255.255:9" });
  expect(wakesBy(mac, "10.0.0.255")).toEqual({ mac, to: "10.0.0.255:9" });
  expect(wakesBy(mac, "10.0.0.255:7")).toEqual({ mac, to: "10.0.0.255:7" });
});

test.each([
  ["another card", "pi-1", { mac: "dc:a6:32:01:02:04", to: "10.0.0.255:9" }],
  ["another network", "pi-1", { mac, to: "10.0.1.255:9" }],
  ["another machine", "pi-2", { mac, to: "10.0.0.255:9" }],
])("%s than was approved is woken by nothing that leaves", async (_what, host, wakes) => {
  const sent: Buffer[] = [];
  const hosts = hostsThat(wakeCall("pi-1", wakesBy(mac, "10.0.0.255")), async (packet) => {
    sent.push(packet);
  });
  await expect(hosts.wake(host, wakes, AbortSignal.timeout(5_000))).rejects.toThrow(FenceError);
  expect(sent).toEqual([]);
});

test("a packet that was let through does not leave once its step has returned", async () => {
  const network = createSocket("udp4");
  network.bind(0, "127.0.0.1");
  await once(network, "listening");
  const heard: Buffer[] = [];
  network.on("message", (packet) => void heard.push(packet));
  const wakes = wakesBy(mac, `127.0.0.1:${network.address().port}`);
  const looks: boolean[] = [true, false, true];
  const pins = { list: async () => [], pin: async () => true, forget: async () => {} };
  const hosts = createHosts({
    ...{ cluster: "home", ssh: undefined, hosts: {}, pins, now: Date.now, log: silentLog },
  }).fenced((call) => {
    if (!looks.shift()) throw new FenceError(sayCall(call));
  });
  await expect(hosts.wake("pi-1", wakes, AbortSignal.timeout(5_000))).rejects.toThrow(FenceError);
  // What had left before would have come by the time that another one has.
  looks.splice(0, looks.length, true, true);
  await hosts.wake("pi-1", wakes, AbortSignal.timeout(5_000));
  if (heard.length === 0) await once(network, "message");
  network.close();
  expect(heard).toHaveLength(1);
});

test("a packet that cannot be sent is said so, with where it was to go", async () => {
  const wakes = wakesBy(mac, "10.0.0.255");
  const hosts = hostsThat(wakeCall("pi-1", wakes), async () => {
    throw new Error("send ENETUNREACH 10.0.0.255:9");
  });
  await expect(hosts.wake("pi-1", wakes, AbortSignal.timeout(5_000))).rejects.toThrow(
    "The packet that wakes pi-1 could not be sent to 10.0.0.255:9: send ENETUNREACH",
  );
});

test("a card says which network card is woken, and where", () => {
  expect(sayCall(wakeCall("pi-1", wakesBy(mac)))).toBe(
    "wheelhouse: wake pi-1, a magic packet for dc:a6:32:01:02:03 to 255.255.255.255:9 (UDP)",
  );
});
