// Switches a Raspberry Pi's memory controller on, from the next boot on. Its firmware reads one line.
import { z } from "zod";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep } from "#src/operation/step.ts";

const options = ["cgroup_enable=memory", "cgroup_memory=1"];

export default defineStep({
  name: "add-boot-options",
  input: z.object({ host: z.string(), file: z.string() }),
  timeoutMs: 30_000,
  title: ({ host }) => `Let the kernel of ${host} count memory, from its next boot on`,
  calls: ({ host, file }) => [callOfRun(host, addition(file))],
  done: async ({ host: name, file }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const words = await host.read("bootOptions", signal, file);
    const missing = options.filter((each) => !words.includes(each));
    return missing.length === 0
      ? { goal: "holds", evidence: `${file} has ${options.join(" ")}.` }
      : { goal: "open", evidence: `${file} lacks ${missing.join(" ")}.` };
  },
  run: async ({ host, file }, { hosts, signal }) => mustRun(await hosts.host(host), addition(file), signal),
});

function addition(file: string): HostRun {
  return {
    argv: asRoot(["sed", "--in-place=.before-wheelhouse", `1 s/$/ ${options.join(" ")}/`, file]),
  };
}
