// Removes images that no container needs, the largest first, until there is room enough; never one that could not be pulled again.
import { z } from "zod";
import { bytes, count, few } from "#src/base/text.ts";
import type { HostRun, HostView } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { unneeded } from "#src/kubeadm/disk/removable.ts";
import { roomOn } from "#src/kubeadm/disk/room.ts";
import { defineStep, type StepContext } from "#src/operation/step.ts";
import { answering } from "./try-registries.ts";

const Image = z.object({
  id: z.string(),
  name: z.string(),
  registry: z.string(),
  bytes: z.number(),
});
const input = z.object({
  host: z.string(),
  /** The largest first. */
  images: z.array(Image),
  /** In the order in which they were tried. */
  registries: z.array(z.string()),
});
type Input = z.output<typeof input>;
type Image = z.output<typeof Image>;

export default defineStep({
  name: "remove-unused-images",
  input,
  timeoutMs: 2 * 60_000,
  retries: true,
  title: ({ host, images }) => `Remove images that nothing needs on ${host}, ${images.length} at most`,
  calls: ({ host, images }) =>
    images.map(({ id, name, bytes: size }) => ({
      ...callOfRun(host, removal(id)),
      what: `${name}, ${bytes(size)}`,
    })),
  done: async (wanted, context) => {
    const host = await context.hosts.host(wanted.host);
    const { isEnough, said } = await roomOn(host, context.signal);
    const { removable, kept } = await sort(host, wanted, context);
    const keeping = kept.length === 0 ? "" : ` Kept, as nobody gives them again: ${few(kept, 3)}.`;
    if (isEnough) return { goal: "holds", evidence: `That is enough: ${said}.` };
    if (removable.length === 0) return { goal: "holds", evidence: `${said}.${keeping}` };
    return { goal: "open", evidence: `${count(removable.length, "image")} could go. ${said}` };
  },
  run: async (wanted, context) => {
    const { hosts, signal } = context;
    const host = await hosts.host(wanted.host);
    // Asked anew before each: a pod may have begun to need it.
    for (;;) {
      const { removable } = await sort(host, wanted, context);
      const [next] = removable;
      if (!next || (await roomOn(host, signal)).isEnough) return;
      await mustRun(host, removal(next.id), signal);
    }
  },
});

async function sort(host: HostView, { images, registries }: Input, { operation, signal }: StepContext) {
  const [there, containers, answers] = await Promise.all([
    host.read("images", signal),
    host.read("containerImages", signal),
    answering(host, operation.id, { registries: registries.map((name) => ({ name })), signal }),
  ]);
  const free = new Set(unneeded(there, containers).map(({ id }) => id));
  const still = images.filter(({ id }) => free.has(id));
  const comesAgain = ({ registry }: Image) => answers.includes(registry);
  return {
    removable: still.filter(comesAgain),
    kept: still.filter((image) => !comesAgain(image)).map(({ name }) => name),
  };
}

function removal(id: string): HostRun {
  return { argv: asRoot(["crictl", "rmi", id]), timeoutMs: 60_000 };
}
