// etcd as its own tools tell it: members, how they stand, and what a snapshot holds. Each is run in the member's container.
import { z } from "zod";
import { etcdctl, etcdutl } from "../etcd-commands.ts";
import { defineReading, lines, stdoutOf, Unreadable, words } from "./reading.ts";

/** Ids have more digits than a number holds: they are read as text. */
const Statuses = z.array(
  z.object({
    Endpoint: z.string(),
    Status: z.object({
      header: z.object({ member_id: z.string(), revision: z.coerce.number() }),
      version: z.string(),
      dbSize: z.coerce.number().default(0),
      dbSizeInUse: z.coerce.number().default(0),
      dbSizeQuota: z.coerce.number().optional(),
      leader: z.string().default("0"),
      isLearner: z.boolean().default(false),
      errors: z.array(z.string()).nullish(),
    }),
  }),
);

/** Of each member of the cluster that answers. Bytes. */
export const etcdMembers = defineReading({
  argv: (container: string) => etcdctl(container, "endpoint", "status", "--cluster", "--write-out=json"),
  parse: ({ stdout, stderr }) =>
    // It ends with 1 when a member does not answer, and tells of the others all the same.
    parsed(Statuses, stdout, stderr).map(({ Endpoint: endpoint, Status: status }) => ({
      endpoint,
      isLeader: status.leader === status.header.member_id,
      hasLeader: status.leader !== "0",
      version: status.version,
      revision: status.header.revision,
      sizeBytes: status.dbSize,
      usedBytes: status.dbSizeInUse,
      quotaBytes: status.dbSizeQuota,
      isLearner: status.isLearner,
      /** Alarms among them: `NOSPACE`. */
      errors: status.errors ?? [],
    })),
});

const MemberList = z.object({
  members: z.array(
    z.object({
      ID: z.string().transform((id) => BigInt(id).toString(16)),
      /** Empty until it has started. */
      name: z.string().default(""),
      clientURLs: z.array(z.string()).default([]),
      peerURLs: z.array(z.string()).default([]),
      isLearner: z.boolean().default(false),
    }),
  ),
});

/** All that it has, whether or not they answer. Ids are as `member remove` takes them. */
export const etcdMemberList = defineReading({
  argv: (container: string) => etcdctl(container, "member", "list", "--write-out=json"),
  parse: (said) =>
    parsed(MemberList, stdoutOf(said), said.stderr).members.map((member) => ({
      ...{ id: member.ID, name: member.name, isLearner: member.isLearner },
      ...{ endpoints: member.clientURLs, peers: member.peerURLs },
    })),
});

const Snapshot = z.object({ revision: z.number(), totalKey: z.number(), totalSize: z.number() });

/** What a snapshot, or a restored data directory's database, holds. Undefined where it is none. */
export const etcdSnapshot = defineReading({
  argv: (container: string, path: string) =>
    etcdutl(container, "snapshot", "status", path, "--write-out=json"),
  parse: ({ code, stdout, stderr }) => {
    if (code !== 0) return undefined;
    const { revision, totalKey, totalSize } = parsed(Snapshot, stdout, stderr);
    return { revision, keys: totalKey, sizeBytes: totalSize };
  },
});

export const etcdBackupFolder = "/var/backups/wheelhouse/etcd";

/** Snapshots that we keep there, the newest first. */
export const etcdBackups = defineReading({
  argv: () => [...["sudo", "-n", "--", "find", etcdBackupFolder, "-name", "*.db", "-printf", "%T@ %s %p\\n"]],
  parse: ({ stdout }) =>
    lines(stdout)
      .map((line) => {
        const [, at = "0", size = "0", path = ""] = /^(\S+) (\d+) (.+)$/.exec(line) ?? [];
        return { path, sizeBytes: Number(size), at: Math.round(Number(at) * 1_000) };
      })
      .sort((one, other) => other.at - one.at),
});

/** Its digest in hexadecimal; undefined where there is no such file. */
export const sha256 = defineReading({
  argv: (path: string) => ["sudo", "-n", "--", "sha256sum", "--", path],
  parse: ({ stdout }) => /^\\?([0-9a-f]{64}) /.exec(stdout)?.[1],
});

function parsed<T extends z.ZodType>(schema: T, text: string, stderr: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text.replace(/"(member_id|leader|ID)":(\d+)/g, '"$1":"$2"')));
  } catch (cause) {
    throw new Unreadable(`etcd says: ${words(stderr || text)}`, { cause });
  }
}
