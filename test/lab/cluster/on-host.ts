// Runs scripts on hosts as root, where a failure ends what the lab is doing.
import { exec } from "../hosts/exec.ts";
import { LabError } from "../hosts/lab-error.ts";

/**
 * Standard output of a script that succeeds.
 * @throws LabError with the host, the purpose and the last lines that the script wrote
 */
export async function onHost(host: string, purpose: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await exec(host, `set -eu\nexport LC_ALL=C.UTF-8\n${script}`);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-20).join("\n");
  throw new LabError(`${host}: ${purpose} failed (exit ${code}):\n${said}`);
}

export async function succeeds(host: string, script: string): Promise<boolean> {
  return (await exec(host, script)).code === 0;
}

/** Replaces a file whole. Only root may read it: some hold tokens. */
export async function writeHostFile(host: string, path: string, text: string): Promise<void> {
  const script = 'umask 077; mkdir -p "$(dirname "$1")" && cat >"$1.new" && mv "$1.new" "$1"';
  const { code, stderr } = await exec(host, ["sh", "-c", script, "sh", path], { input: text });
  if (code !== 0) throw new LabError(`${host}: ${path} could not be written: ${stderr.trim()}`);
}

/** First line of a script that must not meet one of a call that was killed: what that had begun on the host goes on there. */
export const afterEarlierCall = "mkdir -p /run/lab; exec 9>/run/lab/cluster.lock; flock 9";
