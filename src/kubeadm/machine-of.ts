// The machine that a node runs on, before anything is done to it; or the word of a person that there is none any more.
import { RefusedError, StepError, UnreachableError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { HostsView, HostView, KnownHost } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isReady } from "./components.ts";
import { hostOf } from "./upgrade/read-machines.ts";

type Way = { readonly hosts: HostsView; readonly signal: AbortSignal };

/** Nobody has approved its key. */
class NoWayIn extends RefusedError {}

/**
 * `what` is to be done with it: `reboot it`.
 * @throws RefusedError when it may not be logged in to, or is another machine than the node runs on; UnreachableError when it does not answer
 */
export async function machineOf(node: Node, what: string, { hosts, signal }: Way): Promise<KnownHost> {
  const { name } = node;
  const known = hostOf(node, await hosts.list());
  if (!known?.pin)
    throw new NoWayIn(`Wheelhouse may not log in to the machine of ${name}, so it cannot ${what}.`, {
      hint: `host add ${name}`,
      offers: [`host add ${name}`],
    });
  await mustRun(node, await hosts.view(known.name), signal);
  return known;
}

/**
 * A machine that is to be looked into or worked on by its own name. Where no node is known to run on it, as when no API server has answered yet, its
 * pinned key alone speaks for it.
 * @throws RefusedError when it is another machine than its node runs on
 */
export async function ownMachine(
  name: string,
  { cluster, hosts, signal }: Way & { readonly cluster: Pick<ClusterView, "snapshot"> },
): Promise<HostView> {
  const host = await hosts.view(name);
  const known = await hosts.list();
  const node = cluster.snapshot().nodes.find((each) => hostOf(each, known)?.name === name);
  if (node) await mustRun(node, host, signal);
  return host;
}

/** Of a node that is silent it may be gone for good. @throws RefusedError as above, and where it does not answer for that */
export async function machineToReset(node: Node, way: Way): Promise<KnownHost> {
  try {
    return await machineOf(node, "reset it", way);
  } catch (error) {
    if (isReady(node) || !(error instanceof NoWayIn || error instanceof UnreachableError)) throw error;
    throw new RefusedError(error.message, { hint: whenGone(node.name), offers: error.offers, cause: error });
  }
}

/** @throws RefusedError when anything shows that the machine is there after all */
export async function mustBeGone(node: Node, { hosts, signal }: Way): Promise<void> {
  const { name } = node;
  if (isReady(node))
    throw new RefusedError(`${name} is Ready, so its machine is not gone.`, { hint: `node remove ${name}` });
  const known = hostOf(node, await hosts.list());
  if (!known?.pin) return;
  const read = await attempt((await hosts.view(known.name)).read("machineId", signal));
  if (!read.ok || read.value !== node.machineId) return;
  throw new RefusedError(`${known.name} answers over SSH, so the machine of ${name} is not gone.`, {
    hint: `node remove ${name}`,
  });
}

/** Hours may lie between an approval and what is resumed. @throws StepError when another machine answers by now */
export async function mustBeSameToReset(
  host: HostView,
  machineId: string,
  signal: AbortSignal,
): Promise<void> {
  if ((await host.read("machineId", signal)) === machineId) return;
  throw new StepError(`${host.name} is another machine than when this was approved. It was not reset.`, {
    hint: `host show ${host.name}`,
  });
}

async function mustRun(node: Node, host: HostView, signal: AbortSignal): Promise<void> {
  if ((await host.read("machineId", signal)) === node.machineId) return;
  throw new RefusedError(
    `${host.name} is another machine than the one that ${node.name} runs on: their machine ids differ. Nothing was changed.`,
    { hint: `host show ${host.name}` },
  );
}

function whenGone(name: string): string {
  return `If the machine is gone for good: node remove ${name} --machine-gone`;
}
