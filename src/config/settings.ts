// What wheelhouse.yaml may say, and what each cluster takes of it.

import { z } from "zod";
import { msOf } from "#src/base/duration.ts";
import { roles } from "#src/command/authorize.ts";
import { isRecurrence } from "#src/schedule/calendar.ts";

const channelId = z
  .string()
  .regex(/^[CGD][A-Z0-9]+$/, "must be a channel's id such as C0123456789, not its name");
const memberId = z
  .string()
  .regex(
    /^(\*|[UWS][A-Z0-9]+)$/,
    'must be a user id (U…), a user-group id (S…) or "*" for every full member',
  );
const duration = z
  .string()
  .regex(/^\d+[smhd]$/, "must be a duration such as 30m, 4h or 1d")
  .transform(msOf);
const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "must be lower-case letters, digits, dots and hyphens");
const port = z.number().int().min(1).max(65_535);

const network = z.union([z.cidrv4(), z.cidrv6()], "must be a network such as 10.0.0.0/24 or fd00::/64");

const channels = z.strictObject({
  alerts: channelId.optional(),
  critical: channelId.optional(),
  approvals: channelId.optional(),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "22:00"');
const zone = z.string().refine(isZone, "must be a time zone such as Europe/Berlin or UTC");

const quiet = z
  .strictObject({
    from: timeOfDay,
    to: timeOfDay,
    zone,
    below: z.enum(["warning", "critical"]).default("critical"),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "must be another time than from" });

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const login = z.string().regex(/^[a-z_][a-z0-9_.-]*$/i, "must be a user's name");
const address = z.string().regex(/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i, "must be an address or a host's name");

const ssh = z
  .strictObject({
    user: login,
    port: port.default(22),
    identityFile: z.string().optional(),
    /** `bastion.example`, `ops@bastion.example:2222`, or the name of a host. */
    jump: z
      .string()
      .regex(
        /^([a-z_][\w.-]*@)?[a-z0-9][a-z0-9.-]*(:\d{1,5})?$/i,
        "must be a host, as in ops@bastion.example:2222",
      )
      .optional(),
    /** The agent of SSH_AUTH_SOCK, instead of a key file. */
    agent: z.boolean().default(false),
  })
  .refine((given) => given.agent !== (given.identityFile !== undefined), {
    message: "needs either identityFile or agent: true",
  });

/** Of one network card: an address of a group, or of nobody, wakes none. */
const mac = z
  .string()
  .regex(/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i, "must be a network card's address such as dc:a6:32:01:02:03")
  .transform((text) => text.toLowerCase().replaceAll("-", ":"))
  .refine((text) => Number.parseInt(text.slice(0, 2), 16) % 2 === 0 && text !== "00:00:00:00:00:00", {
    message: "must be the address of one network card, neither a group's nor all zeros",
  });

/** Where a network hears what is for all of it: an IPv4 address, and a port where it is not 9. */
const broadcast = z.string().refine(isPlace, "must be an IPv4 address such as 10.0.0.255, or 10.0.0.255:7");

function isPlace(text: string): boolean {
  const [address = "", at = "9", ...more] = text.split(":");
  return more.length === 0 && z.ipv4().safeParse(address).success && port.safeParse(Number(at)).success;
}

const host = z
  .strictObject({
    address,
    user: login.optional(),
    port: port.optional(),
    /** Where there is one, `cluster wake` switches the machine on by Wake-on-LAN. */
    mac: mac.optional(),
    broadcast: broadcast.optional(),
  })
  .refine(({ mac, broadcast }) => broadcast === undefined || mac !== undefined, {
    path: ["broadcast"],
    message: "needs mac beside it: which network card is woken there",
  });

/** How long a proposal waits: shorter than a minute nobody could read it. */
const waiting = duration.refine((ms) => ms >= 60_000, "must be at least 1m");
const votes = z.number().int().min(0).max(20);

const labelName = z.string().regex(/^[a-zA-Z_]\w*$/, "must be a label's name");

/** Where what is silenced in chat is silenced too. Who may, as its `--web.config.file` or the proxy before it says. */
const alertmanager = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: "must be a URL such as http://alertmanager.monitoring:9093" })
      .refine((url) => !/^\w+:\/\/[^/]*@/.test(url), "must hold no password: user and passwordFile say who"),
    /** By these its alerts are those of this cluster, where it has several. */
    labels: z.record(labelName, z.string().min(1)).default({}),
    tokenFile: z.string().optional(),
    user: z.string().min(1).optional(),
    passwordFile: z.string().optional(),
  })
  .refine(({ user, passwordFile }) => (user === undefined) === (passwordFile === undefined), {
    message: "needs passwordFile beside user, and user beside passwordFile",
  })
  .refine(({ user, tokenFile }) => user === undefined || tokenFile === undefined, {
    message: "needs either tokenFile or user and passwordFile",
  });

const cluster = z
  .strictObject({
    kubeconfig: z.string().optional(),
    inCluster: z.boolean().default(false),
    context: z.string().optional(),
    channels: channels.optional(),
    approvals: z
      .strictObject({
        change: votes.optional(),
        destructive: votes.optional(),
        expireAfter: waiting.optional(),
        solo: z.boolean().optional(),
      })
      .optional(),
    /** Ask kubelets what they measure; needs deploy/overlays/kubelets. */
    kubelets: z.boolean().default(false),
    alertmanager: alertmanager.optional(),
    nodeNetworks: z.array(network).min(1, "needs at least one network").optional(),
    ssh: ssh.optional(),
    hosts: z.record(name, host).optional(),
    /** A mirror of pkgs.k8s.io; `{minor}` stands for `1.37`. */
    packages: z
      .string()
      .regex(/^https?:\/\/[\w.:/~+-]*\{minor\}[\w.:/~+-]*\/$/, "must be a URL with {minor} that ends with /")
      .optional(),
    /** A mirror of download.docker.com/linux/, for containerd. */
    runtimePackages: z
      .string()
      .regex(/^https?:\/\/[\w.:/~+-]+\/$/, "must be a URL that ends with /")
      .optional(),
  })
  .refine((given) => given.inCluster !== (given.kubeconfig !== undefined), {
    message: "needs either kubeconfig or inCluster: true",
  })
  .refine((given) => given.ssh !== undefined || given.hosts === undefined, {
    path: ["hosts"],
    message: "needs ssh beside it: who logs in, and with which key",
  });

const schedule = z
  .strictObject({
    name: name.optional(),
    at: z
      .string()
      .refine(isRecurrence, 'must be minute, hour, day, month and day of the week, such as "0 8 * * 1-5"'),
    zone: zone.default("UTC"),
    channel: channelId,
    line: z.string().min(1).optional(),
    remind: z.string().min(1).max(2_000).optional(),
    mayPropose: z.boolean().default(false),
  })
  .refine(({ line, remind }) => (line === undefined) !== (remind === undefined), {
    message: "needs either line or remind",
  })
  .transform((given) => ({ ...given, name: given.name ?? nameFrom(given.line ?? given.remind ?? "") }));

/** `digest --cluster=home` is `digest-cluster-home`. */
function nameFrom(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 40)
      .replace(/^-|-$/g, "") || "reminder"
  );
}

/** What `npm run token` prints. The token itself is in no configuration. */
const tokenHash = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 digits, as npm run token prints");

const itsOwn = (all: readonly { readonly name: string; readonly hash: string }[]) =>
  new Set(all.map(({ name }) => name)).size === all.length &&
  new Set(all.map(({ hash }) => hash)).size === all.length;

/** Who may come in over HTTP. Without a token here there is no door. */
const token = z.strictObject({ name, hash: tokenHash, clusters: z.array(name).min(1) });
const ownEach = "needs a name and a token of its own for each";
const doors = z.strictObject({
  alertmanager: z
    .array(
      token.extend({
        /** Longer than its repeat_interval: what is not spoken of for so long is not known any more. */
        silentAfter: duration.refine((ms) => ms >= 60_000, "must be at least 1m").default(5 * 3_600_000),
      }),
    )
    .refine(itsOwn, ownEach)
    .default([]),
  /** No token approves, whatever its role. */
  api: z
    .array(token.extend({ role: z.enum(["viewer", "operator", "admin"]) }))
    .refine(itsOwn, ownEach)
    .default([]),
});

export const Settings = z
  .strictObject({
    slack: z
      .strictObject({ mode: z.enum(["socket", "http"]).default("socket"), channels: channels.optional() })
      .default({ mode: "socket" }),
    clusters: z
      .record(name, cluster)
      .refine((all) => Object.keys(all).length > 0, { message: "needs at least one cluster" }),
    access: z.partialRecord(z.enum(roles), z.array(memberId)).default({}),
    approvals: z
      .strictObject({
        change: votes.default(1),
        destructive: votes.default(1),
        expireAfter: waiting.default(30 * 60_000),
        solo: z.boolean().default(false),
      })
      .default({ change: 1, destructive: 1, expireAfter: 30 * 60_000, solo: false }),
    schedules: z
      .array(schedule)
      .default([])
      .superRefine((all, context) => {
        for (const [at, { name }] of all.entries())
          if (all.findIndex((each) => each.name === name) < at)
            context.addIssue({
              code: "custom",
              path: [at],
              message: `needs a name of its own: another is called ${name}`,
            });
      }),
    doors: doors.default({ alertmanager: [], api: [] }),
    diagnosis: z.strictObject({ signatures: z.array(z.string()).default([]) }).optional(),
    alerts: z
      .strictObject({
        repeat: duration.default(4 * 3_600_000),
        resolveAfter: duration.default(60_000),
        quiet: quiet.optional(),
        escalate: z.strictObject({ after: duration, to: memberId }).optional(),
        thresholds: z.record(z.string(), duration).default({}),
      })
      .default({ repeat: 4 * 3_600_000, resolveAfter: 60_000, thresholds: {} }),
  })
  .superRefine(({ doors, clusters }, context) => {
    for (const [door, tokens] of Object.entries(doors))
      for (const [at, token] of tokens.entries())
        for (const [which, each] of token.clusters.entries())
          if (!Object.hasOwn(clusters, each))
            context.addIssue({
              code: "custom",
              path: ["doors", door, at, "clusters", which],
              message: `${each} is no cluster of clusters`,
            });
  });

/** What wheelhouse.yaml says, defaults filled in; durations in milliseconds. */
export type Settings = z.output<typeof Settings>;

/** The cluster that a channel is about: the only one whose alerts or approvals go there. */
export function clusterOfChannel({ clusters }: Settings): (channel: string) => string | undefined {
  return (channel) => {
    const owners = Object.entries(clusters).filter(([, { channels }]) =>
      Object.values(channels ?? {}).includes(channel),
    );
    return owners.length === 1 ? owners[0]?.[0] : undefined;
  };
}

/** How many must approve what on one cluster, how long they may take, and whether one person may do it alone. */
export type Approvals = Settings["approvals"];

/** The approvals of one cluster: what its own section leaves out is as for all. */
export function approvalsFor({ approvals, clusters }: Settings, cluster: string): Approvals {
  const own = Object.entries(clusters[cluster]?.approvals ?? {}).filter(([, value]) => value !== undefined);
  return { ...approvals, ...Object.fromEntries(own) };
}

/** Where a cluster's incidents of a severity are told; nowhere when undefined. */
export function alertsChannel(
  { slack, clusters }: Settings,
  cluster: string,
  severity: "critical" | "warning" | "info" = "warning",
): string | undefined {
  const [own, all] = [clusters[cluster]?.channels, slack.channels];
  const usual = own?.alerts ?? all?.alerts;
  // A cluster's own channel is nearer than the one for what is critical anywhere.
  return severity === "critical" ? (own?.critical ?? own?.alerts ?? all?.critical ?? usual) : usual;
}

/** Where a cluster's proposals are shown, if the configuration says so; else they are shown where they were asked. */
export function approvalsChannel({ slack, clusters }: Settings, cluster: string): string | undefined {
  return clusters[cluster]?.channels?.approvals ?? slack.channels?.approvals;
}
