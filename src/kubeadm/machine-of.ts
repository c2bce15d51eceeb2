// The machine that a node runs on, before anything is done to it; or the word of a person that there is none any more.
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { HostsView, KnownHost } from "#src/hosts/host.ts";
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
  if ((await (await hosts.view(known.name)).read("machineId", signal)) === node.machineId) return known;
  throw new RefusedError(
    `${known.name} is another machine than the one that ${name} runs on: their machine ids differ. Nothing was changed.`,
    { hint: `host show ${known.name}` },
  );
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

function whenGone(name: string): string {
  return `If the machine is gone for good: node remove ${name} --machine-gone`;
}
