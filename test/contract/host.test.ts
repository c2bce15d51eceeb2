// The contract of a host on the simulated one; test/lab/hosts holds real ones to it.

import { describe } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createHosts } from "#src/hosts/hosts.ts";
import { startHost } from "../../playground/hosts/host.ts";
import { botKey, keyFile, memoryPins, pinShown } from "../hosts/given.ts";
import { hostContract } from "./host.ts";

describe("a simulated host", () => {
  hostContract(async () => {
    const simulated = await startHost({ name: "pi-4", authorizedKeys: [botKey.public] });
    const { address, port, close } = simulated;
    const hosts = createHosts({
      cluster: "home",
      ssh: { user: "ops", port: 22, identityFile: keyFile(botKey.private), agent: false },
      hosts: { "pi-4": { address, port } },
      pins: memoryPins(),
      now: Date.now,
      log: silentLog,
    });
    await pinShown(hosts, "pi-4", simulated);
    return { hosts, name: "pi-4", address, port, cut: async () => simulated.cut(), close };
  });
});
