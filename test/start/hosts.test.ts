// What the configuration says of a cluster's machines is what its hosts go by.
import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Settings } from "#src/config/settings.ts";
import { createAllHosts } from "#src/start/hosts.ts";
import { memoryPins } from "../hosts/given.ts";

test("mirrors of packages are taken from there, and the usual places without any", () => {
  const packages = "http://mirror.example/v{minor}/deb/";
  const runtimePackages = "http://mirror.example/linux/";
  const clusters = { home: { packages, runtimePackages }, away: {} };
  const all = createAllHosts({
    settings: { clusters } as unknown as Settings,
    environment: { sshAgent: undefined } as never,
    store: { hosts: memoryPins() },
    clock: { now: Date.now } as never,
    log: silentLog,
  });
  const [home, away] = [all.of("home"), all.of("away")];
  expect([
    home.packages("1.37", "deb"),
    home.packages("1.37", "rpm"),
    home.runtimePackages("debian"),
  ]).toEqual([
    "http://mirror.example/v1.37/deb/",
    "http://mirror.example/v1.37/rpm/",
    "http://mirror.example/linux/debian",
  ]);
  expect([away.packages("1.37", "deb"), away.runtimePackages("ubuntu")]).toEqual([
    "https://pkgs.k8s.io/core:/stable:/v1.37/deb/",
    "https://download.docker.com/linux/ubuntu",
  ]);
  all.close();
});
