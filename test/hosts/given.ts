// A simulated host, its key pinned, and the real adapter that reaches it.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { silentLog } from "#src/base/log.ts";
import type { Sent } from "#src/hosts/create-host.ts";
import type { Host, PinnedHost } from "#src/hosts/host.ts";
import type { HostSettings, SshSettings } from "#src/hosts/inventory.ts";
import { type Limits, limits } from "#src/hosts/limits.ts";
import type { PinTable } from "#src/hosts/pins.ts";
import {
  newKey,
  type SimulatedHost,
  type SimulatedHostOptions,
  startHost,
} from "../../playground/hosts/host.ts";
import { createUnfencedHosts, type UnfencedHosts } from "./unfenced.ts";

export const botKey = newKey();

export type Given = {
  readonly simulated: SimulatedHost;
  readonly hosts: UnfencedHosts;
  readonly host: Host;
  readonly sent: readonly Sent[];
  readonly pins: PinTable;
};

type Wanted = Partial<SimulatedHostOptions> & {
  readonly limits?: Partial<Limits>;
  readonly ssh?: Partial<SshSettings>;
  /** False leaves the host's key unknown. */
  readonly isPinned?: boolean;
};

/** A host `pi-4` that is shut down with the test. */
export async function givenHost({
  limits: own,
  ssh,
  isPinned = true,
  ...options
}: Wanted = {}): Promise<Given> {
  const simulated = await startHost({ name: "pi-4", authorizedKeys: [botKey.public], ...options });
  onTestFinished(() => simulated.close());
  const given = await reach({ "pi-4": simulated }, { limits: own, ssh });
  if (isPinned) await pinShown(given.hosts, "pi-4", simulated);
  return { simulated, ...given, host: await given.hosts.host("pi-4") };
}

/** The adapter, pointed at hosts. */
export async function reach(
  simulated: Readonly<Record<string, SimulatedHost>>,
  wanted: {
    readonly limits?: Partial<Limits> | undefined;
    readonly ssh?: Partial<SshSettings> | undefined;
  } = {},
) {
  const sent: Sent[] = [];
  const pins = memoryPins();
  const settings = Object.entries(simulated).map(
    ([name, { address, port }]) => [name, { address, port }] satisfies [string, HostSettings],
  );
  const hosts = createUnfencedHosts({
    cluster: "home",
    ssh: { user: "ops", port: 22, identityFile: keyFile(botKey.private), agent: false, ...wanted.ssh },
    hosts: Object.fromEntries(settings),
    pins,
    limits: { ...limits, ...wanted.limits },
    now: Date.now,
    log: silentLog,
    sent: (what) => void sent.push(what),
  });
  onTestFinished(() => hosts.close());
  return { hosts, sent, pins };
}

export async function pinShown(
  hosts: UnfencedHosts,
  name: string,
  { address, port }: Pick<SimulatedHost, "address" | "port">,
): Promise<void> {
  const key = await hosts.shownKey({ name, address, port }, AbortSignal.timeout(60_000));
  await hosts.pin({ name, address, port, user: "ops", pin: { ...key, by: "U0ANN", at: 0 } });
}

export async function forgetKey(hosts: UnfencedHosts, name: string): Promise<void> {
  const known = (await hosts.list()).find((each) => each.name === name);
  if (!known?.pin) throw new Error(`no key of ${name} is pinned`);
  await hosts.forget({ ...known, pin: known.pin });
}

export function keyFile(key: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "wheelhouse-key-")), "id_ed25519");
  writeFileSync(path, key, { mode: 0o600 });
  return path;
}

/** Pins that end with the test; test/contract/store.ts holds the store's to the same promises. */
export function memoryPins(): PinTable {
  const kept = new Map<string, PinnedHost>();
  return {
    list: async () => [...kept.values()],
    async pin(_cluster, host) {
      const before = kept.get(host.name);
      if (before && before.pin.key !== host.pin.key) return false;
      kept.set(host.name, host);
      return true;
    },
    forget: async (_cluster, name) => void kept.delete(name),
  };
}
