// /k8s etcd status
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { bytes, count, span } from "#src/base/text.ts";
import type { Answer, Part } from "#src/card/answer.ts";
import { defineQuery } from "#src/command/define.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Etcd, emptyBytes, type Member, quorumOf, readEtcd } from "#src/kubeadm/etcd.ts";

export default defineQuery({
  summary: "Members of etcd, their leader, size and alarms, and the newest backup",
  role: "viewer",
  needs: "host",
  args: z.object({}),
  positional: [],
  aliases: ["etcd show", "etcd health", "etcd list"],
  async answer(_args, { cluster, hosts, now, signal }) {
    const names = await mayBeControlPlanes({ cluster, hosts, signal });
    const etcd = await readEtcd(hosts, names, signal);
    const backups = await Promise.all(
      names.map(async (name) => attempt((await hosts.view(name)).read("etcdBackups", signal))),
    );
    const newest = backups
      .flatMap((each, at) => (each.ok && each.value[0] ? [{ ...each.value[0], host: names[at] ?? "" }] : []))
      .toSorted((one, other) => other.at - one.at)[0];
    return answerOf(cluster.name, etcd, newest, now);
  },
});

type Backup = {
  readonly host: string;
  readonly at: number;
  readonly sizeBytes: number;
  readonly path: string;
};

function answerOf(cluster: string, etcd: Etcd, newest: Backup | undefined, now: number): Answer {
  const { needs, has } = quorumOf(etcd);
  const alarms = etcd.members.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
  const fragmented = etcd.members.filter((member) => emptyBytes(member) > 0);
  const parts: readonly Part[] = [
    { kind: "list", title: "Alarms", lines: alarms },
    {
      kind: "table",
      table: {
        columns: ["Member", "Role", "Version", "Size", "In use", "Quota"].map((title) => ({ title })),
        rows: [
          ...etcd.silent.map((name) => [name, "does not answer", "", "", "", ""]),
          ...etcd.members.map(row),
        ],
      },
    },
    {
      kind: "facts",
      facts: [
        [
          "Quorum",
          `${has} of ${needs + (etcd.members.length + etcd.silent.length - needs)} answer, ${needs} are needed`,
        ],
        [
          "Newest backup",
          newest
            ? `${span(now - newest.at)} ago, ${bytes(newest.sizeBytes)}, ${newest.path} on ${newest.host}`
            : "none that Wheelhouse has made",
        ],
      ],
    },
  ];
  return {
    headline: `${cluster}: ${headline(etcd, needs, has, alarms)}`,
    tone: has < needs || alarms.length > 0 ? "bad" : etcd.silent.length > 0 ? "warning" : "good",
    parts: parts.filter((part) => part.kind !== "list" || part.lines.length > 0),
    buttons: [
      { label: "Back up", line: `etcd backup --cluster=${cluster}`, how: "ask" },
      ...(alarms.some((each) => each.includes("NOSPACE"))
        ? [{ label: "Make room", line: `etcd defrag --cluster=${cluster}`, how: "ask" as const }]
        : []),
      ...(fragmented.length > 0 && alarms.length === 0
        ? [{ label: "Defragment", line: `etcd defrag --cluster=${cluster}`, how: "ask" as const }]
        : []),
      { label: "Refresh", line: `etcd status --cluster=${cluster}`, how: "redraw" },
    ],
  };
}

function headline(etcd: Etcd, needs: number, has: number, alarms: readonly string[]): string {
  if (has < needs) return "etcd has lost its quorum, so nothing can be written";
  if (alarms.some((each) => each.includes("NOSPACE"))) return "etcd is full, so nothing can be written";
  if (alarms.length > 0) return `etcd raises ${count(alarms.length, "alarm")}`;
  if (etcd.silent.length > 0) return `etcd works, and ${etcd.silent.join(", ")} does not answer`;
  return `etcd is well, ${count(etcd.members.length, "member")}`;
}

function row({
  name,
  isLeader,
  isLearner,
  version,
  sizeBytes,
  usedBytes,
  quotaBytes,
}: Member): readonly string[] {
  const role = isLeader ? "leader" : isLearner ? "learner" : "follower";
  const quota = quotaBytes === undefined ? "" : bytes(quotaBytes);
  return [name, role, version, bytes(sizeBytes), bytes(usedBytes), quota];
}
