// What the environment says: secrets, the database, the port.
import type { Self } from "#src/base/self.ts";
import { attempt, type ReadFile } from "./read-file.ts";

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
  /** The socket of an SSH agent. */
  readonly sshAgent?: string | undefined;
  /** Where it is said once a minute that people would be told. */
  readonly heartbeatUrl?: string | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** The pod that Wheelhouse runs in, if it runs in one: what it drains may be its own node. */
  readonly self?: Self | undefined;
};

export type Variables = Readonly<Record<string, string | undefined>>;

/** Everything in the environment that must never be said or logged. */
export function secretsOf({
  botToken,
  appToken,
  signingSecret,
  database,
  heartbeatUrl = "",
}: Environment): readonly string[] {
  const password = /^postgres(?:ql)?:\/\/[^/@]*?:([^/]*)@/.exec(database)?.[1] ?? "";
  const plain = attempt(() => decodeURIComponent(password)) ?? password;
  const query = /[?&](?:ssl)?password=([^&]+)/.exec(database)?.[1] ?? "";
  return [botToken, appToken, signingSecret, password, plain, query, heartbeatUrl];
}

type EnvironmentResult = { readonly values?: Environment; readonly problems: readonly string[] };

export function readEnvironment(
  variables: Variables,
  mode: "socket" | "http",
  readFile: ReadFile,
): EnvironmentResult {
  const problems: string[] = [];
  const values: Environment = {
    botToken: secret("SLACK_BOT_TOKEN", shapes.SLACK_BOT_TOKEN),
    appToken: mode === "socket" ? secret("SLACK_APP_TOKEN", shapes.SLACK_APP_TOKEN) : "",
    signingSecret: mode === "http" ? secret("SLACK_SIGNING_SECRET", { shape: /./, advice: "is empty" }) : "",
    slackApiUrl: url("SLACK_API_URL", "https://slack.com/api/"),
    database: database(),
    port: number("PORT", 8080),
    sshAgent: variables.SSH_AUTH_SOCK || undefined,
    heartbeatUrl: heartbeat(),
    logLevel: level(variables.LOG_LEVEL || "info"),
    self:
      variables.POD_NAMESPACE && variables.POD_NAME
        ? { namespace: variables.POD_NAMESPACE, pod: variables.POD_NAME }
        : undefined,
  };
  return problems.length > 0 ? { problems } : { values, problems };

  function secret(key: string, expected: Expected): string {
    const file = variables[`${key}_FILE`];
    const text = file ? attempt(() => readFile(file)) : variables[key];
    if (file && text === undefined) problems.push(`${key}_FILE: cannot read ${file}`);
    else if (!text?.trim()) problems.push(`${key}: is not set (nor is ${key}_FILE); slack.mode is ${mode}`);
    else problems.push(...wrongWith(key, text.trim(), expected).map((what) => `${key}: ${what}`));
    return text?.trim() ?? "";
  }

  function url(key: string, fallback: string): string {
    const text = variables[key] || fallback;
    if (!URL.canParse(text)) problems.push(`${key}: is not a URL`);
    return text;
  }

  /** Whoever has it can say that all is well, so it may come from a file. */
  function heartbeat(): string | undefined {
    const file = variables.HEARTBEAT_URL_FILE;
    const given = file ? attempt(() => readFile(file)) : variables.HEARTBEAT_URL;
    if (file && given === undefined) problems.push(`HEARTBEAT_URL_FILE: cannot read ${file}`);
    const text = given?.trim();
    if (!text) return undefined;
    if (!/^https?:\/\//.test(text) || !URL.canParse(text))
      problems.push("HEARTBEAT_URL: must be a URL such as https://hc-ping.com/<uuid>");
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

type Expected = { readonly shape: RegExp; readonly advice: string };

const shapes = {
  SLACK_BOT_TOKEN: { shape: /^xoxb-/, advice: "must be a bot token (xoxb-…)" },
  SLACK_APP_TOKEN: { shape: /^xapp-/, advice: "must be an app-level token (xapp-…)" },
} as const;

/** Why a text can be no token of that name, before anybody asks Slack; undefined when it may be. */
export function wrongToken(key: keyof typeof shapes, text: string): string | undefined {
  return wrongWith(key, text, shapes[key])[0];
}

function wrongWith(key: string, text: string, { shape, advice }: Expected): readonly string[] {
  if (isPlaceholder(text))
    return [`is the example's placeholder; ${whereFrom[key] ?? "put the real one there"}`];
  if (strange.test(text)) return ["holds a character that no token has; copy it again, and nothing with it"];
  return shape.test(text) ? [] : [advice];
}

/** Whatever is no visible ASCII: an ellipsis, a space in the middle, a quote that a word processor made round. */
const strange = /[^\x21-\x7e]/;

/** Of our own examples and of whoever writes some: `xoxb-…`, `xapp-...`, `xoxb-your-token`, `<token>`. */
function isPlaceholder(text: string): boolean {
  return /^(xoxb-|xapp-)?(…|\.{2,}|<.*>|x{3,}|your\b.*|token)?$/i.test(text);
}

const whereFrom: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN: "the app's page “OAuth & Permissions” shows it once the app is installed",
  SLACK_APP_TOKEN: "the app's page “Basic Information”, “App-Level Tokens”, makes one with connections:write",
  SLACK_SIGNING_SECRET: "the app's page “Basic Information” shows it",
};
