// The machine of a node that is to be removed: the one that may be reset, or the word of a person that there is none any more.
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import type { HostsView, KnownHost } from "#src/hosts/host.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isReady } from "./components.ts";
import { hostOf } from "./upgrade/read-machines.ts";

type Way = { readonly hosts: HostsView; readonly signal: AbortSignal };

/** @throws RefusedError when it may not be logged in to, does not answer, or is another machine than the node runs on */
export async function machineOf(node: Node, { hosts, signal }: Way): Promise<KnownHost> {
  const { name } = node;
  const known = hostOf(node, await hosts.list());
  if (!known?.pin)
    throw new RefusedError(`Wheelhouse may not log in to the machine of ${name}, so it cannot reset it.`, {
      hint: isReady(node) ? `host add ${name}` : whenGone(name),
      offers: [`host add ${name}`],
    });
  const read = await attempt((await hosts.view(known.name)).read("machineId", signal));
  if (!read.ok) {
    if (isReady(node) || !(read.error instanceof UnreachableError)) throw read.error;
    throw new RefusedError(read.error.message, { hint: whenGone(name), cause: read.error });
  }
  if (read.value === node.machineId) return known;
  throw new RefusedError(
    `${known.name} is another machine than the one that ${name} runs on: their machine ids differ. Nothing was changed.`,
    { hint: `host show ${known.name}` },
  );
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
