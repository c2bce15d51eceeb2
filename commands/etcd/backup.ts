// /k8s etcd backup [control-plane]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes } from "#src/base/text.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { HostView } from "#src/hosts/host.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Etcd, readEtcd } from "#src/kubeadm/etcd.ts";
import { backupFolder, keptCount } from "#src/kubeadm/etcd-backup.ts";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import keepEtcdSnapshot from "#src/steps/keep-etcd-snapshot.ts";
import proveEtcdSnapshot from "#src/steps/prove-etcd-snapshot.ts";
import saveEtcdSnapshot from "#src/steps/save-etcd-snapshot.ts";

export default defineOperation({
  summary: "Back up etcd, and prove the backup by restoring it beside",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 60_000,
  args: z.object({ "control-plane": knownHost.optional().meta({ description: "The one that keeps it" }) }),
  positional: ["control-plane"],
  aliases: ["backup etcd", "etcd snapshot", "etcd save"],
  async plan({ "control-plane": only }, { cluster, hosts, signal }) {
    const names = only ? [only] : await mayBeControlPlanes({ cluster, hosts, signal });
    const etcd = await readEtcd(hosts, names, signal);
    // A follower has more time for it.
    const member =
      etcd.members.find(({ host, isLeader }) => host && !isLeader) ?? etcd.members.find(({ host }) => host);
    const name = only ?? member?.host;
    if (!name)
      throw new RefusedError(`No machine of ${cluster.name} that may be logged in to is a member of etcd.`, {
        hint: "etcd status",
      });
    const host = await ownMachine(name, { cluster, hosts, signal });
    const sizeBytes = sizeOf(etcd);
    await mustFit(host, sizeBytes, signal);
    const old = (await host.read("etcdBackups", signal)).slice(keptCount - 1).map(({ path }) => path);
    return {
      target: cluster.name,
      risk: "change",
      title: `Back up etcd on ${name}`,
      impact: [
        `etcd writes all that it holds, ${bytes(sizeBytes)}, to ${name}. It goes on serving meanwhile; nothing restarts.`,
        `It is restored into a scratch directory there and read back, before it is kept in ${backupFolder}: the newest ${keptCount}, for root alone.`,
      ],
      warnings: [
        `The snapshot of etcd holds every Secret of the cluster, and it lies on the machine that it is a backup of: copy it off ${name}.`,
        ...(old.length > 0 ? [`Removed for it: ${old.join(", ")}.`] : []),
      ],
      basis: { host: name, old },
      steps: [
        saveEtcdSnapshot.with({ host: name }),
        proveEtcdSnapshot.with({ host: name }),
        keepEtcdSnapshot.with({ host: name, old }),
      ],
      offers: [{ label: "etcd", line: `etcd status --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});

function sizeOf({ members }: Etcd): number {
  return Math.max(...members.map(({ sizeBytes }) => sizeBytes));
}

/** The snapshot and what is restored of it lie beside etcd's own data, which must never run out of room. */
async function mustFit(host: HostView, sizeBytes: number, signal: AbortSignal): Promise<void> {
  const disks = await host.read("disks", signal);
  const holding = disks
    .filter(({ mount }) => `${"/var/lib/etcd"}/`.startsWith(mount === "/" ? "/" : `${mount}/`))
    .toSorted((one, other) => other.mount.length - one.mount.length)[0];
  const needs = 3 * sizeBytes + 256 * 1024 ** 2;
  if (!holding || holding.availableBytes >= needs) return;
  throw new RefusedError(
    `${host.name} has ${bytes(holding.availableBytes)} left on ${holding.mount}, and the snapshot with its restored copy would need ${bytes(needs)} there, beside etcd's own data.`,
    { hint: `host show ${host.name}` },
  );
}
