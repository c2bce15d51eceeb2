// What an upgrade has to know of each node's machine, as far as there is a way to it. What cannot be read is said, and holds nobody up.
import { attemptInTime } from "#src/base/outcome.ts";
import type { HostsView, HostView, KnownHost } from "#src/hosts/host.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isControlPlane } from "../components.ts";
import { managerOfKind } from "../packages/managers.ts";
import { readOffers, readRpmHolds } from "../packages/read-packages.ts";
import type { Machine } from "./facts.ts";
import { readKeyring } from "./read-keys.ts";
import { ringOf } from "./ring.ts";

/** A machine that does not answer is not waited for longer. */
const patienceMs = 12_000;

export async function readMachines(
  nodes: readonly Node[],
  hosts: HostsView,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<readonly Machine[]> {
  const known = await hosts.list();
  const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  return Promise.all(
    nodes.map((node) => readMachine(node, hostOf(node, known), { hosts, now, signal: until })),
  );
}

/** The host that is a node's machine: by its name, else by the address that the kubelet tells. */
export function hostOf(node: Node, known: readonly KnownHost[]): KnownHost | undefined {
  const isAt = ({ address }: KnownHost) => node.addresses.some((each) => each.address === address);
  return known.find(({ name }) => name === node.name) ?? known.find(isAt);
}

type Way = { readonly hosts: HostsView; readonly now: () => number; readonly signal: AbortSignal };

async function readMachine(node: Node, known: KnownHost | undefined, way: Way): Promise<Machine> {
  const { name } = node;
  if (!known) return { node: name, host: undefined, unread: "no host of this name or address" };
  const { name: host, pin } = known;
  if (!pin) return { node: name, host: undefined, unread: `the key of ${host} is not approved` };
  const view = await way.hosts.view(host);
  // The first alone: a machine that is off is told once, and not by ten readings.
  const asked = [view.read("machineId", way.signal), view.read("kubeadmVersion", way.signal)] as const;
  const first = await read(Promise.all(asked), way.signal);
  if (!first.ok) return { node: name, host, unread: first.error.message };
  const [machineId, kubeadm] = first.value;
  if (machineId !== node.machineId)
    return { node: name, host, unread: `${host} is another machine than its own` };
  return { node: name, host, kubeadm, ...(await readAll(view, isControlPlane(node), way)) };
}

async function readAll(view: HostView, isPlane: boolean, { now, signal }: Way): Promise<Partial<Machine>> {
  const unread: string[] = [];
  const asked = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    const outcome = await read(reading, signal);
    if (outcome.ok) return outcome.value;
    unread.push(outcome.error.message);
    return undefined;
  };
  const [cgroups, disks, sync, clock, flags, sources, certificates] = await Promise.all([
    asked(view.read("cgroupVersion", signal)),
    asked(view.read("disks", signal)),
    asked(view.read("timeSync", signal)),
    asked(clockAhead(view, { now, signal })),
    asked(view.read("kubeletFlags", signal)),
    asked(view.read("packageSources", signal)),
    isPlane ? asked(view.read("kubeadmCertificates", signal)) : undefined,
  ]);
  const { kind, signedBy: keyring } = sources?.find(({ minor }) => minor !== undefined) ?? {};
  return {
    cgroups: cgroups === 2 ? 2 : cgroups === 1 ? 1 : undefined,
    freeBytes: disks && roomIn(disks),
    isClockSynchronized: sync?.isSynchronized,
    clockAheadMs: clock,
    flags,
    sources,
    keyring: keyring === undefined ? undefined : await readKeyring(view, keyring, signal),
    rpmKeysEndAt:
      kind === "rpm" ? ringOf((await asked(view.read("rpmKeys", signal))) ?? []).endsAt : undefined,
    rpmHolds: kind === "rpm" ? await asked(readRpmHolds(view, signal)) : undefined,
    offered: sources && (await asked(readOffered(view, sources, signal))),
    certificatesEnd: certificates && firstEnd(certificates.certificates),
    authoritiesEnd: certificates && firstEnd(certificates.authorities),
    unread: unread.length === 0 ? undefined : [...new Set(unread)].join(" "),
  };
}

function read<T>(reading: Promise<T>, signal: AbortSignal) {
  return attemptInTime(reading, { signal, ms: patienceMs });
}

async function clockAhead(view: HostView, { now, signal }: Omit<Way, "hosts">): Promise<number> {
  const before = now();
  const theirs = await view.read("clock", signal);
  return theirs - (before + now()) / 2;
}

/** Where an upgrade writes: everything but what only boots, is emptied or holds logs. */
function roomIn(
  disks: readonly { readonly mount: string; readonly availableBytes: number }[],
): number | undefined {
  const meant = disks.filter(({ mount }) => !/^\/(?:boot|tmp|var\/log)\b/.test(mount));
  return meant.length === 0 ? undefined : Math.min(...meant.map(({ availableBytes }) => availableBytes));
}

function firstEnd(all: readonly { readonly expirationDate?: number | undefined }[]): number | undefined {
  const ends = all.flatMap(({ expirationDate }) => expirationDate ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** Of the minor that its repository is set to, by its lists; of the next one, by the repository itself. */
export async function readOffered(
  view: HostView,
  sources: Machine["sources"],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const source = sources?.find(({ minor }) => minor !== undefined);
  if (source?.minor === undefined) return [];
  const next = source.url.replace(/\/v1\.\d+\//, `/v1.${source.minor + 1}/`);
  return readOffers(view, managerOfKind[source.kind], { now: source.url, next }, signal);
}
