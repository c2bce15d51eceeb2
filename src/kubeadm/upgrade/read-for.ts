// What of the machines can be asked only once it is known which version it is to become: images, and the key of its repository.
import { attemptInTime } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { Machine, UpgradeFacts } from "./facts.ts";
import { failsBy, soonMs } from "./keyring.ts";
import { imagesFor, readImages } from "./read-images.ts";
import { readNewKey } from "./read-keys.ts";
import type { Standing } from "./read-upgrade.ts";
import type { Version } from "./version.ts";

/** A machine whose registry is silent is not waited for longer. */
const patienceMs = 15_000;

type With = { readonly to: Version; readonly hosts: HostsView; readonly signal: AbortSignal };

export async function readFor(standing: Standing, { to, hosts, signal }: With): Promise<UpgradeFacts> {
  const facts = { ...standing, to };
  const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const machines = await Promise.all(
    standing.machines.map((machine) => readMore(machine, facts, { hosts, signal: until })),
  );
  return { ...facts, machines };
}

async function readMore(
  machine: Machine,
  facts: UpgradeFacts,
  { hosts, signal }: Omit<With, "to">,
): Promise<Machine> {
  const { host, sources, keyring } = machine;
  const node = facts.nodes.find(({ name }) => name === machine.node);
  // One that said nothing before is not asked again.
  if (host === undefined || sources === undefined || !node) return machine;
  const { to, now } = facts;
  const view = await hosts.view(host);
  const [images, newKey] = await Promise.all([
    attemptInTime(readImages(view, imagesFor(node, facts), signal), { signal, ms: patienceMs }),
    keyring && failsBy(keyring, now + soonMs) ? readNewKey(view, machine, { to, now, signal }) : undefined,
  ]);
  return { ...machine, newKey, images: images.ok ? images.value : undefined };
}
