// Every machine of one cluster: the inventory, one link to each, and their pinned keys.

import type { Fence } from "#src/base/call.ts";
import { RefusedError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import { type ChangedKey, changedKeys as findChangedKeys } from "./changed-keys.ts";
import { createLink, type Link } from "./connection/link.ts";
import { openConnection, readShownKey } from "./connection/open.ts";
import type { Identity } from "./connection/target.ts";
import { createHost, type Sent } from "./create-host.ts";
import type {
  FencedHosts,
  Forgotten,
  Host,
  HostKey,
  HostPlace,
  Hosts,
  HostsView,
  HostView,
  KnownHost,
  PinnedHost,
} from "./host.ts";
import { type Configured, inventoryOf, placeTarget, targetOf, usualOf } from "./inventory.ts";
import { keyCall } from "./key-call.ts";
import { type Limits, limits as usualLimits } from "./limits.ts";
import type { PinTable } from "./pins.ts";
import { type SendDatagram, sendDatagram } from "./send-datagram.ts";
import { wakeCall, waker } from "./wake.ts";

export type HostsParts = Configured & {
  readonly cluster: string;
  readonly pins: PinTable;
  /** The socket of an agent, where there is one. */
  readonly agentSocket?: string | undefined;
  readonly limits?: Limits | undefined;
  /** Over UDP, when left out. */
  readonly send?: SendDatagram | undefined;
  readonly now: () => number;
  readonly log: Log;
  /** Told of every command: for the record. */
  readonly sent?: ((sent: Sent) => void) | undefined;
};

/** Kubernetes' own repository. */
const theirPackages = "https://pkgs.k8s.io/core:/stable:/v{minor}/deb/";
/** A mirror has both kinds side by side, as that does. */
function packagesAt(repository: string): HostsView["packages"] {
  return (minor, kind) => repository.replaceAll("{minor}", minor).replace(/\/(?:deb|rpm)\/$/, `/${kind}/`);
}

/** Where containerd's makers send people for packages: github.com/containerd/containerd/blob/main/docs/getting-started.md. */
const theirRuntimePackages = "https://download.docker.com/linux/";

export type ClusterHosts = HostsView &
  FencedHosts & {
    /** Of all whose key was approved; a few handshakes at a time, and nobody logs in. */
    readonly changedKeys: (signal: AbortSignal) => Promise<readonly ChangedKey[]>;
    readonly close: () => void;
  };

export function createHosts(parts: HostsParts): ClusterHosts {
  const { cluster, ssh, pins, limits = usualLimits, log } = parts;
  const links = new Map<string, Link>();
  const agent = ssh?.agent ? parts.agentSocket : undefined;
  const identity: Identity = { identityFile: ssh?.identityFile, agent };
  const usual = async () => usualOf(ssh);
  const packages = packagesAt(parts.packages ?? theirPackages);
  const wakeFenced = waker(parts.send ?? sendDatagram, log);
  const runtimePackages = (os: string) => `${parts.runtimePackages ?? theirRuntimePackages}${os}`;

  return { list, usual, packages, runtimePackages, view, shownKey, changedKeys, fenced, close };

  function fenced(fence: Fence): Hosts {
    return {
      list,
      shownKey,
      async pin(asked) {
        const pinned = structuredClone(asked);
        fence(keyCall("pin", pinned));
        return pin(pinned);
      },
      async forget(asked) {
        const forgotten = structuredClone(asked);
        const check = () => fence(keyCall("forget", forgotten));
        check();
        return forget(forgotten, check);
      },
      wake: (name, wakes, signal) => wakeFenced(wakeCall(name, wakes), fence, signal),
      host: (name) => host(name, fence),
    };
  }

  async function list(): Promise<readonly KnownHost[]> {
    return inventoryOf(parts, await pins.list(cluster));
  }

  async function host(name: string, fence: Fence): Promise<Host> {
    const { address, user } = targetOf(await list(), ssh?.jump, name);
    return createHost({ name, address, user, link: linkTo(name), limits, now: parts.now, sent, fence });
  }

  /** What can act is left out, not only hidden by its type. */
  async function view(name: string): Promise<HostView> {
    const { address, read } = await host(name, nothingIsCovered);
    return { name, address, read };
  }

  async function shownKey(place: HostPlace, signal: AbortSignal): Promise<HostKey> {
    const target = placeTarget(await list(), ssh, place);
    signal.throwIfAborted();
    return readShownKey({ target, identity, limits });
  }

  /** A machine has a key of each type: it is asked for the one that was approved. */
  async function changedKeys(signal: AbortSignal): Promise<readonly ChangedKey[]> {
    const known = await list();
    const target = ({ name }: KnownHost) => targetOf(known, ssh?.jump, name);
    return findChangedKeys(known, (host) => readShownKey({ target: target(host), identity, limits }), signal);
  }

  async function pin(pinned: PinnedHost): Promise<void> {
    if (await pins.pin(cluster, pinned)) return;
    throw anotherIsPinned(`Another key is pinned for ${pinned.name}.`, pinned.name);
  }

  async function forget({ name, pin: { key } }: Forgotten, check: () => void): Promise<void> {
    const kept = (await pins.list(cluster)).find((each) => each.name === name);
    if (kept && kept.pin.key !== key)
      throw anotherIsPinned(`Another key is pinned for ${name} by now: ${kept.pin.fingerprint}.`, name);
    check();
    await pins.forget(cluster, name);
    unlink(name);
  }

  /** The inventory is read for each connection anew: a key that was pinned meanwhile counts. */
  function linkTo(name: string): Link {
    const known = links.get(name);
    if (known) return known;
    const open = async () =>
      openConnection({ target: targetOf(await list(), ssh?.jump, name), identity, limits });
    const link = createLink(open, limits);
    links.set(name, link);
    return link;
  }

  function sent(what: Sent): void {
    log[what.reads ? "debug" : "info"]("a command on a host", { cluster, ...what });
    parts.sent?.(what);
  }

  function unlink(name: string): void {
    links.get(name)?.close();
    links.delete(name);
  }

  function close(): void {
    links.forEach((_link, name) => void unlink(name));
  }
}

function anotherIsPinned(message: string, name: string): RefusedError {
  return new RefusedError(message, { hint: `host forget ${name}` });
}

/** Of a view, which only reads. */
function nothingIsCovered(): never {
  throw new RefusedError("Only a running step changes anything on a host.");
}
