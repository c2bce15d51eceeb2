// Measured: commands one after the other over the bot's own connection, from the log-in on and once it stands.
import { silentLog } from "#src/base/log.ts";
import type { PinnedHost } from "#src/hosts/host.ts";
import { createHosts } from "#src/hosts/hosts.ts";
import { input, tell } from "../program.ts";

export type SshInput = {
  readonly port: number;
  readonly hostKey: string;
  readonly identityFile: string;
  readonly commands: number;
};

export type SshResult = {
  /** The log-in with the first command. */
  readonly firstMs: number;
  /** All the others. */
  readonly restMs: number;
};

const { port, hostKey, identityFile, commands } = input<SshInput>();
const place = { name: "pi-4", address: "127.0.0.1", port, user: "ops" };
const hosts = createHosts({
  cluster: "bench",
  ssh: { user: "ops", port, identityFile, agent: false },
  hosts: { "pi-4": { address: place.address, port } },
  pins: { list: async () => [pinned()], pin: async () => false, forget: async () => undefined },
  now: Date.now,
  log: silentLog,
});
const host = await hosts.view("pi-4");
const signal = AbortSignal.timeout(60_000);
const startedAt = performance.now();
await host.read("hostname", signal);
const firstMs = performance.now() - startedAt;
for (let done = 0; done < commands; done += 1) await host.read("hostname", signal);
const result: SshResult = { firstMs, restMs: performance.now() - startedAt - firstMs };
hosts.close();
tell(result);

function pinned(): PinnedHost {
  return { ...place, pin: { type: "ssh-ed25519", key: hostKey, fingerprint: "", by: "bench", at: 0 } };
}
