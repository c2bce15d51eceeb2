// /k8s node patch <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { count, few } from "#src/base/text.ts";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { HostView } from "#src/hosts/host.ts";
import { kubernetesNames, type ManagerName } from "#src/kubeadm/packages/manager.ts";
import { managerOf, managers } from "#src/kubeadm/packages/managers.ts";
import { readInstalled, readRebootAsked, readUpdates } from "#src/kubeadm/packages/read-packages.ts";
import { planOnMachine } from "#src/plans/drained-machine.ts";
import patchPackages from "#src/steps/patch-packages.ts";
import rebootWhereAsked from "#src/steps/reboot-where-asked.ts";

export default defineOperation({
  summary: "Drain a node, update its packages, and reboot it where they ask",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 30_000,
  args: z.object({
    node: nodeName,
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: ["patch the node", "host patch", "node update"],
  plan: (typed, context) => {
    const work = (host: HostView, bootId: string) => patching(host, bootId, context.signal);
    return planOnMachine(typed, { verb: "patch", title: "Patch", work }, context);
  },
});

async function patching(host: HostView, bootId: string, signal: AbortSignal) {
  const manager = await managerThere(host, signal);
  return {
    impact: await updatesOf(host, manager, signal),
    stop: "if it reboots",
    steps: [
      patchPackages.with({ host: host.name, manager }),
      rebootWhereAsked.with({ host: host.name, manager, bootId }),
    ],
  };
}

/** @throws RefusedError where its packages are handled by neither apt nor dnf, or nobody could tell whether it wants a reboot */
async function managerThere(host: HostView, signal: AbortSignal): Promise<ManagerName> {
  const os = await host.read("osRelease", signal);
  const manager = managerOf(os);
  if (manager === undefined || os.isImage)
    throw new RefusedError(`${host.name} runs ${os.name}, whose packages Wheelhouse does not handle.`);
  if ((await readRebootAsked(host, manager, signal)) === undefined)
    throw new RefusedError(
      `${host.name} has no needs-restarting, so it could not tell that it wants a reboot.`,
      {
        hint: "there: dnf install 'dnf-command(needs-restarting)'",
      },
    );
  return manager;
}

/** What is known of it now. @throws RefusedError where Kubernetes' own packages would go along */
async function updatesOf(
  host: HostView,
  manager: ManagerName,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [updates, own] = await Promise.all([
    readUpdates(host, manager, signal),
    readInstalled(host, manager, kubernetesNames, signal),
  ]);
  const loose = (own ?? []).filter(({ held }) => !held).map(({ name }) => name);
  if (own === undefined) throw new RefusedError(`${host.name} has no ${manager}.`);
  if (loose.length > 0)
    throw new RefusedError(
      `${few(loose, 3)} on ${host.name} is not held, so it would be upgraded along the way.`,
      { hint: `there: ${managers[manager].words.hold(loose)}` },
    );
  return [sayUpdates(host.name, updates), "Kubernetes' own packages are held, and stay as they are."];
}

function sayUpdates(name: string, updates: readonly string[] | undefined): string {
  if (updates === undefined) return `${name} has no list of what is newer; it is read first.`;
  return updates.length === 0
    ? `By the lists that ${name} has, nothing is newer; they are read anew first.`
    : `${count(updates.length, "package")} by the lists that ${name} has, which are read anew first: ${few(updates, 4)}.`;
}
