// The machines of a cluster that is to be woken, its API server dead or not: which they are, and which answer.
import { RefusedError, SilentError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { PlanContext } from "#src/command/define.ts";
import type { KnownHost, Wakes } from "#src/hosts/host.ts";
import { isControlPlane } from "#src/kubeadm/components.ts";
import { hostOf } from "#src/kubeadm/upgrade/read-machines.ts";
import type { ShutDown } from "./shut-down-by.ts";

export type Sleeper = {
  readonly host: string;
  readonly wakes: Wakes | undefined;
  /** Undefined where nobody has ever seen which node it is. */
  readonly isPlane: boolean | undefined;
  readonly is: "up" | "silent" | "not seen";
  /** In words, of what is not seen. */
  readonly why: string;
};

type Found = { readonly known: KnownHost; readonly isPlane: boolean | undefined };

type Way = Pick<PlanContext, "hosts" | "signal">;

/**
 * By the nodes as they were last seen; else by what was shut down; else all machines that may be logged in to.
 * @throws RefusedError where there is none
 */
export async function sleepingMachines(
  { cluster, hosts, signal }: PlanContext,
  { machines }: ShutDown,
): Promise<readonly Sleeper[]> {
  const pinned = (await hosts.list()).filter(({ pin }) => pin);
  const { nodes } = cluster.snapshot();
  const found =
    nodes.length > 0
      ? nodes.flatMap((node) => foundAs(hostOf(node, pinned), isControlPlane(node)))
      : machines.length > 0
        ? machines.flatMap(({ host, isPlane }) => foundAs(named(pinned, host), isPlane))
        : pinned.flatMap((known) => foundAs(known, undefined));
  if (found.length === 0)
    throw new RefusedError(`There is no machine of ${cluster.name} that Wheelhouse may log in to.`, {
      hint: "host list",
    });
  return Promise.all(
    found
      .toSorted((one, other) => one.known.name.localeCompare(other.known.name))
      .map(async ({ known, isPlane }) => ({ isPlane, ...(await lookAt(known, { hosts, signal })) })),
  );
}

/** Whether it is on, which anything that answers at its address tells. */
export async function lookAt(
  { name: host, wakes }: KnownHost,
  { hosts, signal }: Way,
): Promise<Omit<Sleeper, "isPlane">> {
  const booted = await attempt((await hosts.view(host)).read("bootId", signal));
  if (booted.ok) return { host, wakes, is: "up", why: "" };
  const is = booted.error instanceof SilentError ? "silent" : "not seen";
  return { host, wakes, is, why: booted.error.message };
}

function foundAs(known: KnownHost | undefined, isPlane: boolean | undefined): readonly Found[] {
  return known ? [{ known, isPlane }] : [];
}

function named(known: readonly KnownHost[], host: string): KnownHost | undefined {
  return known.find(({ name }) => name === host);
}
