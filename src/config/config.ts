// wheelhouse.yaml and the environment: read whole, every mistake listed at once with its path and line.
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { ConfigError } from "#src/base/errors.ts";
import { roles } from "#src/command/authorize.ts";

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
  .transform(
    (text) => Number.parseInt(text, 10) * { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 }[text.slice(-1) as "s"],
  );
const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "must be lower-case letters, digits, dots and hyphens");
const port = z.number().int().min(1).max(65_535);

const network = z.union([z.cidrv4(), z.cidrv6()], "must be a network such as 10.0.0.0/24 or fd00::/64");

const channels = z.strictObject({ alerts: channelId.optional(), approvals: channelId.optional() });

const ssh = z.strictObject({
  user: z.string(),
  port: port.default(22),
  identityFile: z.string(),
  knownHostsFile: z.string(),
});

const host = z.strictObject({ address: z.string(), user: z.string().optional(), port: port.optional() });

/** How long a proposal waits: shorter than a minute nobody could read it. */
const waiting = duration.refine((ms) => ms >= 60_000, "must be at least 1m");
const votes = z.number().int().min(0).max(20);

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
    nodeNetworks: z.array(network).min(1, "needs at least one network").optional(),
    ssh: ssh.optional(),
    hosts: z.record(name, host).optional(),
  })
  .refine((given) => given.inCluster !== (given.kubeconfig !== undefined), {
    message: "needs either kubeconfig or inCluster: true",
  });

const Settings = z.strictObject({
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
  alerts: z.strictObject({ repeat: duration.default(4 * 3_600_000) }).optional(),
});

/** What wheelhouse.yaml says, defaults filled in; durations in milliseconds. */
export type Settings = z.output<typeof Settings>;

export type Environment = {
  readonly botToken: string;
  /** Socket Mode only. */
  readonly appToken: string;
  /** HTTP mode only. */
  readonly signingSecret: string;
  readonly slackApiUrl: string;
  /** Path of the SQLite file. */
  readonly database: string;
  readonly port: number;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** The pod that Wheelhouse runs in, if it runs in one: what it drains may be its own node. */
  readonly self?: { readonly namespace: string; readonly pod: string } | undefined;
};

export type Config = { readonly settings: Settings; readonly environment: Environment };

type Variables = Readonly<Record<string, string | undefined>>;
type ReadFile = (path: string) => string;

/**
 * Reads the environment and the file it names.
 * @throws ConfigError listing every mistake, one a line
 */
export function loadConfig(variables: Variables, readFile: ReadFile): Config {
  const path = variables.WHEELHOUSE_CONFIG || "wheelhouse.yaml";
  const file = readSettings(path, readFile);
  const mode = file.settings?.slack.mode ?? "socket";
  const environment = readEnvironment(variables, mode, readFile);
  const problems = [...file.problems, ...environment.problems];
  if (problems.length > 0 || !file.settings || !environment.values) {
    throw new ConfigError(
      `Wheelhouse cannot start:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  }
  return { settings: file.settings, environment: environment.values };
}

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

/** Where a cluster's proposals are shown, if the configuration says so; else they are shown where they were asked. */
export function approvalsChannel({ slack, clusters }: Settings, cluster: string): string | undefined {
  return clusters[cluster]?.channels?.approvals ?? slack.channels?.approvals;
}

type FileResult = { readonly settings?: Settings; readonly problems: readonly string[] };

function readSettings(path: string, readFile: ReadFile): FileResult {
  const text = attempt(() => readFile(path));
  if (text === undefined)
    return { problems: [`${path}: cannot be read (WHEELHOUSE_CONFIG names another file)`] };
  return parseSettings(path, text);
}

/** Checks one configuration text; `path` only names it in the problems. */
export function parseSettings(path: string, text: string): FileResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(
        (error) => `${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`,
      ),
    };
  }
  const content = attempt(() => document.toJS() ?? {});
  if (content === undefined) return { problems: [`${path}: its aliases refer to nothing, or to too much`] };
  const result = Settings.safeParse(content);
  if (result.success) return { settings: result.data, problems: [] };
  const problems = result.error.issues.flatMap(spread).map((issue) => {
    const at = issue.path.map(String);
    return { line: lineOf(at), text: `${at.join(".") || "(top)"}: ${issue.message}` };
  });
  problems.sort((a, b) => a.line - b.line);
  return { problems: problems.map(({ line, text: words }) => `${path}:${line}: ${words}`) };

  /** The line of the key, or of the nearest parent that is written down. */
  function lineOf(at: readonly string[]): number {
    for (let depth = at.length; depth > 0; depth--) {
      const offset = keyOffset(document, at.slice(0, depth));
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 1;
  }
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** One problem a key: zod reports all unknown keys of an object, and all bad keys of a record, as one issue. */
function spread(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not a setting" }));
  }
  if (issue.code === "invalid_key") {
    return [{ path: issue.path, message: issue.issues.map(({ message }) => message).join(", ") }];
  }
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [{ path: issue.path, message: "is missing" }];
  }
  return [{ path: issue.path, message: issue.message }];
}

function keyOffset(document: ReturnType<typeof parseDocument>, at: readonly string[]): number | undefined {
  const parent: unknown = at.length === 1 ? document.contents : document.getIn(at.slice(0, -1), true);
  const last = at.at(-1) ?? "";
  // Keys are compared as text: `1:` is a number in YAML, and a path is made of texts.
  const node = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)?.key
    : isSeq(parent)
      ? parent.items[Number(last)]
      : undefined;
  return isNode(node) ? node.range?.[0] : undefined;
}

/** Everything in the environment that must never be said or logged. */
export function secretsOf({ botToken, appToken, signingSecret, database }: Environment): readonly string[] {
  const password = /^postgres(?:ql)?:\/\/[^/@]*?:([^/]*)@/.exec(database)?.[1] ?? "";
  const plain = attempt(() => decodeURIComponent(password)) ?? password;
  const query = /[?&](?:ssl)?password=([^&]+)/.exec(database)?.[1] ?? "";
  return [botToken, appToken, signingSecret, password, plain, query];
}

type EnvironmentResult = { readonly values?: Environment; readonly problems: readonly string[] };

function readEnvironment(
  variables: Variables,
  mode: "socket" | "http",
  readFile: ReadFile,
): EnvironmentResult {
  const problems: string[] = [];
  const values: Environment = {
    botToken: secret("SLACK_BOT_TOKEN", /^xoxb-/, "must be a bot token (xoxb-…)"),
    appToken:
      mode === "socket" ? secret("SLACK_APP_TOKEN", /^xapp-/, "must be an app-level token (xapp-…)") : "",
    signingSecret: mode === "http" ? secret("SLACK_SIGNING_SECRET", /./, "is empty") : "",
    slackApiUrl: url("SLACK_API_URL", "https://slack.com/api/"),
    database: database(),
    port: number("PORT", 8080),
    logLevel: level(variables.LOG_LEVEL || "info"),
    self:
      variables.POD_NAMESPACE && variables.POD_NAME
        ? { namespace: variables.POD_NAMESPACE, pod: variables.POD_NAME }
        : undefined,
  };
  return problems.length > 0 ? { problems } : { values, problems };

  function secret(key: string, shape: RegExp, advice: string): string {
    const file = variables[`${key}_FILE`];
    const text = file ? attempt(() => readFile(file)) : variables[key];
    if (file && text === undefined) problems.push(`${key}_FILE: cannot read ${file}`);
    else if (!text?.trim()) problems.push(`${key}: is not set (nor is ${key}_FILE); slack.mode is ${mode}`);
    else if (!shape.test(text.trim())) problems.push(`${key}: ${advice}`);
    return text?.trim() ?? "";
  }

  function url(key: string, fallback: string): string {
    const text = variables[key] || fallback;
    if (!URL.canParse(text)) problems.push(`${key}: is not a URL`);
    return text;
  }

  function number(key: string, fallback: number): number {
    const value = Number(variables[key] || fallback);
    if (!Number.isInteger(value) || value < 0 || value > 65_535)
      problems.push(`${key}: must be a port, 0 to 65535`);
    return value;
  }

  /** The path of an SQLite file, or the whole URL of a PostgreSQL database, which holds a password. */
  function database(): string {
    const file = variables.DATABASE_URL_FILE;
    const given = file ? attempt(() => readFile(file)) : variables.DATABASE_URL;
    if (file && given === undefined) problems.push(`DATABASE_URL_FILE: cannot read ${file}`);
    const text = given?.trim() || "sqlite:data/wheelhouse.db";
    if (/^postgres(ql)?:\/\/./.test(text)) return text;
    // sqlite:data/x.db, sqlite:/var/x.db and sqlite:///var/x.db; without a path SQLite would keep nothing.
    const path = /^sqlite:(?:\/\/(?=\/))?((?!\/\/).+)$/.exec(text)?.[1];
    if (!path) problems.push("DATABASE_URL: must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE");
    return path ?? "";
  }

  function level(text: string): Environment["logLevel"] {
    const known = ["debug", "info", "warn", "error"] as const;
    const found = known.find((each) => each === text);
    if (!found) problems.push(`LOG_LEVEL: must be one of ${known.join(", ")}`);
    return found ?? "info";
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
