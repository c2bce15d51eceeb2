// Which hosts there are: those of the configuration, and those that were added in chat, which the store keeps.
import { isIP } from "node:net";
import { UsageError } from "#src/base/errors.ts";
import type { Target } from "./connection/target.ts";
import type { KnownHost, PinnedHost } from "./host.ts";
import { wakesBy } from "./wake.ts";

/** What the configuration says of one cluster's machines. */
export type SshSettings = {
  readonly user: string;
  readonly port: number;
  readonly identityFile?: string | undefined;
  /** `bastion.example`, `ops@bastion.example:2222`, or the name of a host. */
  readonly jump?: string | undefined;
  readonly agent: boolean;
};

export type HostSettings = {
  readonly address: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly mac?: string | undefined;
  readonly broadcast?: string | undefined;
};

export type Configured = {
  readonly ssh: SshSettings | undefined;
  readonly hosts: Readonly<Record<string, HostSettings>>;
  /** A repository of packages as pkgs.k8s.io is one; `{minor}` in it stands for `1.37`. */
  readonly packages?: string | undefined;
  /** A folder with a repository of containerd's packages for each distribution, as download.docker.com/linux/ is one. */
  readonly runtimePackages?: string | undefined;
};

/** The configuration says where a host is; the store says which key it has, and knows hosts of its own. */
export function inventoryOf({ ssh, hosts }: Configured, kept: readonly PinnedHost[]): readonly KnownHost[] {
  const { user, port } = usualOf(ssh);
  const named = { ...jumpHost(ssh, hosts), ...hosts };
  const configured = Object.entries(named).map(([name, own]): KnownHost => {
    const pin = kept.find((each) => each.name === name)?.pin;
    return {
      name,
      address: own.address,
      port: own.port ?? port,
      user: own.user ?? user,
      from: "configuration",
      pin,
      ...(own.mac !== undefined && { wakes: wakesBy(own.mac, own.broadcast) }),
    };
  });
  const added = kept
    .filter(({ name }) => named[name] === undefined)
    .map((host): KnownHost => ({ ...host, from: "chat" }));
  return [...configured, ...added];
}

export function usualOf(ssh: SshSettings | undefined): { readonly user: string; readonly port: number } {
  return { user: ssh?.user ?? "root", port: ssh?.port ?? 22 };
}

/** Where to connect to, through what. @throws UsageError when nobody has named such a host */
export function targetOf(inventory: readonly KnownHost[], jump: string | undefined, name: string): Target {
  const host = inventory.find((each) => each.name === name);
  if (!host) throw noSuchHost(name);
  const { address, port, user, pin } = host;
  return { name, address, port, user, pin, jump: jumpTo(inventory, jump, name) };
}

/** A host that is not in the inventory yet, as somebody who adds it names it. */
export function placeTarget(
  inventory: readonly KnownHost[],
  ssh: SshSettings | undefined,
  place: Pick<Target, "name" | "address" | "port">,
): Target {
  const jump = jumpTo(inventory, ssh?.jump, place.name);
  return { ...place, user: usualOf(ssh).user, pin: undefined, jump };
}

/** The jump host itself is reached straight. */
function jumpTo(inventory: readonly KnownHost[], jump: string | undefined, name: string): Target | undefined {
  if (jump === undefined || jumpName(jump) === name) return undefined;
  return targetOf(inventory, undefined, jumpName(jump));
}

function noSuchHost(name: string): UsageError {
  return new UsageError(`There is no host ${name}.`, { hint: "host list", choose: "host" });
}

/** A jump host that `hosts` does not list is a host too: its key is pinned like any other. */
function jumpHost(ssh: SshSettings | undefined, hosts: Configured["hosts"]): Configured["hosts"] {
  if (ssh?.jump === undefined || hosts[ssh.jump]) return {};
  const { user, address, port } = jumpPlace(ssh.jump);
  return { [jumpName(ssh.jump)]: { address, port: port ?? 22, ...(user !== undefined && { user }) } };
}

function jumpName(jump: string): string {
  return jumpPlace(jump).address;
}

function jumpPlace(jump: string): { user: string | undefined; address: string; port: number | undefined } {
  const [, user, rest = jump] = /^(?:([^@]+)@)?(.+)$/.exec(jump) ?? [];
  if (isIP(rest) === 6) return { user, address: rest, port: undefined };
  const [, address = rest, port] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(rest) ?? [];
  return { user, address, port: port === undefined ? undefined : Number(port) };
}
