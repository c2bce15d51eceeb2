// Asks each registry for an image that is there already, which fetches nothing: whether what would be removed could be pulled again.
import { z } from "zod";
import { thisOperation } from "#src/base/call.ts";
import { few } from "#src/base/text.ts";
import type { Host, HostUnit, HostView } from "#src/hosts/host.ts";
import { callOfStart } from "#src/hosts/host-calls.ts";
import { unitName } from "#src/hosts/units.ts";
import { roomOn } from "#src/kubeadm/disk/room.ts";
import { defineStep } from "#src/operation/step.ts";

const Registry = z.object({
  name: z.string(),
  /** `registry.k8s.io/pause@sha256:…`, of an image that is there. */
  asked: z.string(),
});
const input = z.object({ host: z.string(), registries: z.array(Registry) });
type Registry = z.output<typeof Registry>;

export default defineStep({
  name: "try-registries",
  input,
  timeoutMs: 3 * 60_000,
  title: ({ host, registries }) =>
    `See whether ${few(namesOf(registries), 3)} would give ${host} its images again`,
  calls: ({ host, registries }) =>
    registries.map((registry, at) => ({
      ...callOfStart(host, unitOf(registry, at, thisOperation)),
      what: `images from ${registry.name} are removed only where this ends well`,
    })),
  done: async ({ host: name, registries }, { hosts, operation, signal }) => {
    const host = await hosts.host(name);
    const { isEnough, said } = await roomOn(host, signal);
    const units = registries.map((registry, at) => unitOf(registry, at, operation.id));
    const states = await Promise.all(units.map(({ unit }) => host.read("unit", signal, unit)));
    if (states.some(({ state }) => state === "running"))
      return { goal: "underway", evidence: `${name} asks for them.` };
    if (states.every(({ state }) => state === "ended"))
      return {
        goal: "holds",
        evidence: sayAnswers(registries, await answering(host, operation.id, { registries, signal })),
      };
    if (isEnough) return { goal: "holds", evidence: `That is enough: ${said}.` };
    return { goal: "open", evidence: `They have not been asked yet. ${said}` };
  },
  run: async ({ host: name, registries }, { hosts, operation, signal }) => {
    const host: Host = await hosts.host(name);
    for (const [at, registry] of registries.entries())
      await host.start(unitOf(registry, at, operation.id), signal);
  },
});

/** What it has run as, for whoever tidies up. */
export function tryingUnit(at: number): string {
  return `try-registry-${at + 1}`;
}

type Asked = { readonly registries: readonly Pick<Registry, "name">[]; readonly signal: AbortSignal };

/** Those that this operation has asked, and that have answered. */
export async function answering(
  host: HostView,
  operation: string,
  { registries, signal }: Asked,
): Promise<readonly string[]> {
  const states = await Promise.all(
    registries.map((_, at) => host.read("unit", signal, unitName(operation, tryingUnit(at)))),
  );
  return registries.flatMap(({ name }, at) => {
    const found = states[at];
    return found?.state === "ended" && found.code === 0 ? [name] : [];
  });
}

/** A registry that is only silent is not waited for longer than a minute. */
function unitOf({ asked }: Registry, at: number, operation: string): HostUnit {
  return { unit: unitName(operation, tryingUnit(at)), argv: ["timeout", "60", "crictl", "pull", asked] };
}

function sayAnswers(registries: readonly Registry[], answer: readonly string[]): string {
  const silent = namesOf(registries).filter((name) => !answer.includes(name));
  const good = answer.length > 0 ? `${few(answer, 6)} would. ` : "";
  return silent.length === 0 ? good.trim() : `${good}${few(silent, 6)} would not, so its images are kept.`;
}

function namesOf(registries: readonly Registry[]): readonly string[] {
  return registries.map(({ name }) => name);
}
