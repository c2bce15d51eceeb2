// Installs packages of Kubernetes at one version, and holds them there.

import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { listed } from "#src/base/text.ts";
import { callsOfUnit, followUnit, startUnit } from "#src/hosts/follow-unit.ts";
import type { Host } from "#src/hosts/host.ts";
import { unitName } from "#src/hosts/units.ts";
import { kubernetesNames, managerNames } from "#src/kubeadm/packages/manager.ts";
import { managers } from "#src/kubeadm/packages/managers.ts";
import { readInstalled } from "#src/kubeadm/packages/read-packages.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  manager: z.enum(managerNames),
  file: z.string(),
  /** What dnf calls the repository there. */
  id: z
    .string()
    .regex(/^[\w.-]+$/)
    .default("kubernetes"),
  names: z.array(z.enum(kubernetesNames)).min(1).readonly(),
  /** `1.37.2-1.1`, as the package manager writes it. */
  revision: z.string().regex(/^[\w.+~-]+$/),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "install-packages",
  input,
  // Over a slow line to a Pi's SD card; apt itself waits five minutes for whoever has its lock.
  timeoutMs: 20 * 60_000,
  title: ({ host, names, revision }) => `Install ${listed(names)} ${revision} on ${host}`,
  calls: (given) => callsOfUnit(given.host, unitOf(given, thisOperation)),
  retries: true,
  whole: true,
  done: async (given, { hosts, operation, signal }) => {
    const host = await hosts.host(given.host);
    const wrong = await whatIsWrong(host, given, signal);
    if (wrong === undefined)
      return {
        goal: "holds",
        evidence: `${listed(given.names)} ${given.revision} on ${given.host}, and held there.`,
      };
    const { goal, evidence } = await followUnit(host, unitOf(given, operation.id).unit, signal);
    return { goal, evidence: goal === "open" ? wrong : evidence };
  },
  run: async (given, { hosts, operation, signal }) =>
    startUnit(await hosts.host(given.host), unitOf(given, operation.id), signal),
  leaves: async (given, { hosts, signal }) => {
    const { words } = managers[given.manager];
    const installed = (await read(await hosts.host(given.host), given, signal)) ?? [];
    const half = installed.filter(({ whole }) => !whole).map(({ name }) => name);
    const loose = installed.filter(({ held }) => !held).map(({ name }) => name);
    if (half.length > 0)
      return `${listed(half)} on ${given.host} is half installed: “${words.finish}” there ends it, then resume.`;
    if (loose.length > 0)
      return `${listed(loose)} on ${given.host} is not held: “${words.hold(loose)}” there holds it.`;
    return undefined;
  },
});

/** What it has run as, by the first of its packages. */
export function packagesUnit(name: string): string {
  return `install-${name}`;
}

function unitOf(given: Input, operation: string) {
  const line = managers[given.manager].installBuild(given);
  return { unit: unitName(operation, packagesUnit(given.names[0] ?? "")), argv: ["sh", "-c", line] };
}

async function whatIsWrong(host: Host, given: Input, signal: AbortSignal): Promise<string | undefined> {
  const installed = await read(host, given, signal);
  if (installed === undefined) return `${given.host} has no ${given.manager === "apt" ? "dpkg" : "rpm"}.`;
  const states = given.names.map((name) => {
    const found = installed.find((each) => each.name === name);
    if (!found) return `${name} is not installed`;
    if (found.version !== given.revision) return `${name} is ${found.version}`;
    if (!found.whole) return `${name} is half installed`;
    return found.held ? "" : `${name} is not held`;
  });
  const wrong = states.filter((state) => state !== "");
  return wrong.length === 0 ? undefined : `${given.host}: ${listed(wrong)}.`;
}

function read(host: Host, { manager, names }: Input, signal: AbortSignal) {
  return readInstalled(host, manager, names, signal);
}
