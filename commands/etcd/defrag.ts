// /k8s etcd defrag
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes, few } from "#src/base/text.ts";
import { defineOperation } from "#src/command/define.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Etcd, emptyBytes, type Member, quorumOf, readEtcd } from "#src/kubeadm/etcd.ts";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import type { Plan } from "#src/operation/plan.ts";
import defragmentEtcdMember from "#src/steps/defragment-etcd-member.ts";
import freeEtcd from "#src/steps/free-etcd.ts";

export default defineOperation({
  summary: "Give etcd's empty space back member by member, full or not",
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
    const own = etcd.members.filter(isOurs);
    await Promise.all(own.map(({ host }) => ownMachine(host, { cluster, hosts, signal })));
    if (isFull(etcd)) return planFreeing(cluster.name, etcd);
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

/** The alarm stays when there is room again, until somebody takes it off. */
function planFreeing(cluster: string, etcd: Etcd): Plan {
  const strange = etcd.members.filter((member) => !isOurs(member)).map(({ name }) => name);
  const [first, ...others] = etcd.members
    .filter(isOurs)
    .toSorted((one, other) => Number(one.isLeader) - Number(other.isLeader))
    .map(({ host }) => host);
  if (strange.length > 0 || first === undefined)
    throw new RefusedError(
      `etcd is full, and Wheelhouse may not log in to all of its members: ${few(strange, 3)}.`,
      { hint: "host list" },
    );
  return {
    target: cluster,
    risk: "change",
    title: `Make room in etcd of ${cluster}`,
    impact: [
      "etcd is full (NOSPACE), and takes no writes. Its old revisions are compacted away, each member gives its empty part back, and then the alarm is taken off.",
      ...etcd.members.map(
        ({ name, sizeBytes, usedBytes }) =>
          `${name}: ${bytes(sizeBytes)}, of which ${bytes(usedBytes)} are in use.`,
      ),
    ],
    warnings: [
      "Watches that lag behind start over, as old revisions are gone.",
      "Find out what fills it, or it is full again soon: events, Secrets of releases, a controller that writes without end.",
    ],
    basis: { frees: [first, ...others] },
    steps: [freeEtcd.with({ hosts: [first, ...others] })],
    offers: [{ label: "etcd", line: `etcd status --cluster=${cluster}`, how: "thread" }],
  };
}

function isFull({ members }: Etcd): boolean {
  return members.some(({ errors }) => errors.some((error) => error.includes("NOSPACE")));
}

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
