// Reaches into a host: as root through its namespaces (also when its sshd or its network is dead), or by ssh as anybody.
import { readFileSync } from "node:fs";
import { type Outcome, outcomeOf } from "../run.ts";
import { knownHostsFile } from "./address-book.ts";
import { processesIn } from "./cgroups.ts";
import { identityFile, type Login } from "./keys.ts";
import { LabError } from "./lab-error.ts";
import { hostFolder } from "./names.ts";
import { withLabNetwork } from "./network.ts";
import { hostRecord } from "./records.ts";

type Options = { readonly input?: string | Buffer; readonly signal?: AbortSignal };

/** Argv, or a script that the host's shell runs. */
export type Command = readonly string[] | string;

/**
 * Runs a command on a host as root without sshd and without the network. A virtual machine has no such door: there it
 * is ssh as root. Never rejects for the command's exit code. Throws when the host is off.
 */
export async function exec(host: string, command: Command, options: Options = {}): Promise<Outcome> {
  return outcomeOf(execArgv(host, typeof command === "string" ? ["sh", "-c", command] : command), options);
}

/**
 * Runs a command on a host by ssh, as `ops` (the bot's login, with sudo) unless told otherwise. Never rejects for the
 * command's exit code; 255 is ssh's own failure, such as a host that does not answer within 5 seconds.
 */
export function ssh(
  host: string,
  command: Command,
  { user, ...options }: Options & { readonly user?: Login } = {},
): Promise<Outcome> {
  return outcomeOf(
    [...sshArgv(host, user), typeof command === "string" ? command : command.map(quote).join(" ")],
    options,
  );
}

/** Argv of this machine that runs argv on the host as root. */
export function execArgv(host: string, argv: readonly string[]): readonly string[] {
  const record = hostRecord(host);
  if (record.kind === "machine") return [...sshArgv(host, "root"), argv.map(quote).join(" ")];
  const leader = leaderOf(host);
  if (leader === undefined) throw new LabError(`${host} is off: \`npm run lab -- up ${host}\` starts it`);
  return [
    ...withoutCapabilities,
    "nsenter",
    "--all",
    "--root",
    "--wd",
    `--target=${leader}`,
    "--",
    "env",
    "-i",
    ...environment,
    ...argv,
  ];
}

/** A host's namespaces take no capability away: without this, root in there could set the machine's clock. */
const withoutCapabilities = ["setpriv", "--bounding-set=-sys_time,-sys_module,-sys_rawio", "--"];

const environment = [
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  "HOME=/root",
  "LANG=C.UTF-8",
];

/** Argv of this machine that logs in at the host; append one command line, or nothing for a shell. */
export function sshArgv(host: string, user: Login = "ops"): readonly string[] {
  const { address } = hostRecord(host);
  const options = [
    ...[
      "BatchMode=yes",
      "ConnectTimeout=5",
      "ServerAliveInterval=5",
      "ServerAliveCountMax=2",
      "LogLevel=ERROR",
    ],
    ...[`UserKnownHostsFile=${knownHostsFile}`, "GlobalKnownHostsFile=none", "StrictHostKeyChecking=yes"],
  ];
  const flags = options.flatMap((option) => ["-o", option]);
  return withLabNetwork(["ssh", "-F", "none", "-i", identityFile(user), ...flags, `${user}@${address}`]);
}

/** Process id, on this machine, of the host's PID 1. Undefined when the host is off. */
export function leaderOf(host: string): number | undefined {
  return processesIn(host).find(isLeader);
}

/** Two namespaces deep and first in the inner one: a host's init, and not that of one of its containers. */
function isLeader(pid: number): boolean {
  return /^NSpid:\t\d+\t1$/m.test(statusOf(pid));
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

/** For the shell at the other end, which ssh hands one string. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export const logFile = (host: string): string => `${hostFolder(host)}/console.log`;
