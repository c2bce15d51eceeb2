// /k8s etcd defrag
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes, few } from "#src/base/text.ts";
import { defineOperation } from "#src/command/define.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Etcd, emptyBytes, type Member, quorumOf, readEtcd } from "#src/kubeadm/etcd.ts";
import defragmentEtcdMember from "#src/steps/defragment-etcd-member.ts";

export default defineOperation({
  summary: "Give the empty part of etcd's files back, one member at a time",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 60_000,
  args: z.object({}),
  positional: [],
  aliases: ["defrag etcd", "etcd defragment"],
  async plan(_args, { cluster, hosts, signal }) {
    const names = await mayBeControlPlanes({ cluster, hosts, signal });
    const etcd = await readEtcd(hosts, names, signal);
    mustBeWhole(etcd);
    const worth = etcd.members.filter((member) => emptyBytes(member) > 0);
    // The leader last, so that it is chosen anew once at most.
    const ours = worth.filter(isOurs).toSorted((one, other) => Number(one.isLeader) - Number(other.isLeader));
    if (ours.length === 0)
      throw new RefusedError("No member of etcd has anything to give back.", { hint: "etcd status" });
    return {
      target: cluster.name,
      risk: "change",
      title: `Defragment etcd of ${cluster.name}`,
      impact: ours.map(
        ({ host, sizeBytes, usedBytes }) => `${host}: ${bytes(sizeBytes)} become about ${bytes(usedBytes)}.`,
      ),
      warnings: [
        etcd.members.length === 1
          ? "Its only member answers nothing meanwhile, some seconds for each gigabyte: nor does the API server."
          : "Each member answers nothing meanwhile; the others go on.",
        "Back etcd up first: etcd backup.",
      ],
      basis: ours.map(({ host, endpoint }) => ({ host, endpoint })),
      steps: ours.map(({ host, endpoint }) => defragmentEtcdMember.with({ host, endpoint })),
      offers: [{ label: "etcd", line: `etcd status --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});

function isOurs(member: Member): member is Member & { readonly host: string } {
  return member.host !== undefined;
}

/** With one member away already, another one that pauses would be one too many. */
function mustBeWhole(etcd: Etcd): void {
  const { needs, has } = quorumOf(etcd);
  if (etcd.silent.length === 0 && has >= needs) return;
  throw new RefusedError(
    `${few(etcd.silent, 3) || "A member of etcd"} does not answer, so no other one is given a pause.`,
    {
      hint: "etcd status",
    },
  );
}
