// Points a machine at the package repository of the next minor: the one line of the file changes, and nothing in it but the minor.

import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { moveRepository } from "#src/kubeadm/upgrade/commands.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), file: z.string(), from: z.number().int(), to: z.number().int() });

export default defineStep({
  name: "move-repository",
  input,
  timeoutMs: 60_000,
  title: ({ host, to }) => `Point ${host} at the packages of 1.${to}`,
  calls: (given) => [callOfRun(given.host, { argv: moveRepository(given) })],
  done: async ({ host, file, from, to }, { hosts, signal }) => {
    const sources = await (await hosts.host(host)).read("packageSources", signal);
    const minors = sources.filter((each) => each.file === file).map(({ minor }) => minor);
    if (minors.length > 0 && minors.every((minor) => minor === to))
      return { goal: "holds", evidence: `${file} names the repository of 1.${to}.` };
    return minors.includes(from)
      ? { goal: "open", evidence: `${file} names the repository of 1.${from}.` }
      : {
          goal: "failed",
          evidence: `${file} on ${host} names neither the repository of 1.${from} nor that of 1.${to} any more.`,
        };
  },
  run: async (given, { hosts, signal }) => {
    const host = await hosts.host(given.host);
    const { code, stderr } = await host.run({ argv: moveRepository(given) }, signal);
    if (code !== 0) throw new StepError(`sed on ${given.host} ended with code ${code}: ${stderr.trim()}`);
  },
});
