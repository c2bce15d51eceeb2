// Copies what kubeadm keeps below /etc/kubernetes to a folder that only root reads: whole, or not under that name.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), paths: z.array(z.string()).min(1) });
type Input = z.output<typeof input>;

export default defineStep({
  name: "back-up-kubernetes-files",
  input,
  timeoutMs: 60_000,
  title: ({ host }) => `Back up /etc/kubernetes of ${host}`,
  calls: (given) => argvs(given, thisOperation).map((argv) => callOfRun(given.host, { argv })),
  done: async ({ host }, { hosts, operation, signal }) => {
    const folder = backupFolder(operation.id);
    const found = await (await hosts.host(host)).read("fileStatus", signal, folder);
    if (!found) return { goal: "open", evidence: `${host} has no ${folder}.` };
    return found.mode === "700" && found.owner === "root"
      ? { goal: "holds", evidence: `${folder} on ${host} has the copy, for root alone.` }
      : {
          goal: "failed",
          evidence: `${folder} on ${host} is ${found.owner}'s, mode ${found.mode}: nothing was put there.`,
        };
  },
  run: async (given, context) => {
    for (const argv of argvs(given, context.operation.id)) await must(given.host, argv, context);
  },
});

/** Below it, the files lie under their own names. */
export function backupFolder(operation: string): string {
  return `/var/backups/wheelhouse/${operation}`;
}

/** The last one gives the copy its name, once it is whole. */
function argvs({ paths }: Input, operation: string): readonly (readonly string[])[] {
  const folder = backupFolder(operation);
  const half = `${folder}.part`;
  return [
    ["install", "--directory", "--mode=0700", "--owner=root", "--group=root", half],
    ["cp", "--archive", `--target-directory=${half}`, "--", ...paths],
    ["mv", "--no-target-directory", "--", half, folder],
  ].map(asRoot);
}

async function must(name: string, argv: readonly string[], { hosts, signal }: StepContext): Promise<void> {
  const said = await (await hosts.host(name)).run({ argv }, signal);
  if (said.code !== 0)
    throw new StepError(`${argv[3]} on ${name} ended with code ${said.code}: ${said.stderr.trim()}`);
}
