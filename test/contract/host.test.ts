// The contract of a host: always on the simulated one, and on a real one where it is named.

import { describe } from "vitest";
import { asRoot } from "#src/hosts/quote.ts";
import { startHost } from "../../playground/hosts/host.ts";
import { botKey, keyFile } from "../hosts/given.ts";
import type { UnfencedHosts } from "../hosts/unfenced.ts";
import { hostContract } from "./host.ts";
import { type Place, reachPlace } from "./reach-place.ts";

/** `{"name":"h1","address":"10.77.0.11","user":"ops","identityFile":"…"}`: Debian, with sudo and nothing of Kubernetes. */
const real = process.env.WHEELHOUSE_TEST_HOST;

describe("the simulated host", () => {
  hostContract(async () => {
    const simulated = await startHost({ name: "pi-4", authorizedKeys: [botKey.public] });
    const { address, port, close } = simulated;
    const place = { name: "pi-4", address, port };
    const hosts = await reachPlace(place, "ops", keyFile(botKey.private));
    return { hosts, ...place, cut: async () => simulated.cut(), close };
  });
});

if (real !== undefined) {
  describe("a real host", () => {
    hostContract(async () => {
      const { name, address, user, identityFile } = JSON.parse(real) as Record<string, string> & Place;
      const place = { name, address, port: 22 };
      const hosts = await reachPlace(place, user ?? "", identityFile ?? "");
      const other = await reachPlace(place, user ?? "", identityFile ?? "");
      return {
        hosts,
        ...place,
        cut: () => endSessions(other, name, user ?? ""),
        close: async () => other.close(),
      };
    });
  });
}

/** All of them, the one that asks for it among them. */
async function endSessions(hosts: UnfencedHosts, name: string, user: string): Promise<void> {
  const host = await hosts.host(name);
  const argv = asRoot(["pkill", "--full", `^sshd: ${user}`]);
  await host.run({ argv }, AbortSignal.timeout(60_000)).catch(() => {});
}
