// Starts a program that outlives the command which started it, inside a control group of the lab.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { makeGroup } from "./cgroups.ts";

type Program = {
  /** Part of the lab that the program belongs to: a host, or `_name` for what serves the hosts. Names its control group. */
  readonly part: string;
  readonly argv: readonly string[];
  /** Standard output and error are appended here. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * Resolves as soon as the program is in its group. `down` ends whatever is in there, so nobody needs to remember
 * process ids.
 */
export async function startInLab({ part, argv, logFile, env }: Program): Promise<void> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const [program = "", ...args] = inGroup(part, argv);
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", log, log, "pipe"],
    cwd: "/",
    env: { ...process.env, ...env },
  });
  closeSync(log);
  child.unref();
  const joined = child.stdio[3];
  if (joined instanceof Readable) await once(joined.resume(), "close");
}

/** Argv of a program that is in no group, and ends when this process does, even when it is killed. */
export function endingWithUs(argv: readonly string[]): readonly string[] {
  return ["setpriv", "--pdeathsig", "KILL", "--", ...argv];
}

/** Argv that runs argv in the group of that part, which it makes. */
export function inGroup(part: string, argv: readonly string[]): readonly string[] {
  return ["sh", "-c", joinAndBecome, makeGroup(part).join(" "), ...argv];
}

// The shell joins the groups itself before it becomes the program: no moment when a child could escape them.
const joinAndBecome = `
for group in $0; do echo $$ >"$group/cgroup.procs" || exit 1; done
exec 3>&-
exec "$@"`;
