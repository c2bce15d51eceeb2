// The contract of a machine with dnf: always on the simulated one, and on a real one where it is named.
import { describe } from "vitest";
import type { SimulatedCluster } from "../../playground/cluster/cluster.ts";
import { startHost } from "../../playground/hosts/host.ts";
import { makeRedHat } from "../../playground/hosts/programs/red-hat.ts";
import { botKey, keyFile } from "../hosts/given.ts";
import { reachPlace } from "./reach-place.ts";
import { rpmContract } from "./rpm.ts";

/** `{"name":"rpm1","address":"10.77.0.11","user":"ops","identityFile":"…"}`: with dnf, sudo, and nothing of Kubernetes. */
const real = process.env.WHEELHOUSE_TEST_RPM_HOST;

describe("the simulated machine", () => {
  rpmContract(async () => {
    const simulated = await startHost({ name: "rocky-1", arch: "x86_64", authorizedKeys: [botKey.public] });
    makeRedHat(simulated.machine, { version: "v1.37.1" } as SimulatedCluster);
    const { address, port, close } = simulated;
    const hosts = await reachPlace({ name: "rocky-1", address, port }, "ops", keyFile(botKey.private));
    return {
      ...{ hosts, name: "rocky-1", repository: "https://pkgs.k8s.io/core:/stable:/v{minor}/rpm/", close },
      ...{ from: { minor: 37, version: "1.37.1" }, to: { minor: 38, version: "1.38.0" } },
    };
  });
});

if (real !== undefined) {
  describe("a real machine", () => {
    rpmContract(async () => {
      const { name, address, user, identityFile } = JSON.parse(real) as Readonly<Record<string, string>> & {
        readonly name: string;
        readonly address: string;
      };
      const hosts = await reachPlace({ name, address, port: 22 }, user ?? "", identityFile ?? "");
      return {
        ...{ hosts, name, repository: "http://10.77.0.1/core:/stable:/v{minor}/rpm/", close: async () => {} },
        ...{ from: { minor: 36, version: "1.36.3" }, to: { minor: 37, version: "1.37.2" } },
      };
    });
  });
}
