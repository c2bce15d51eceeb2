// Removes ended containers that others have replaced, each by its id; one that runs is never named, nor forced.
import { z } from "zod";
import { count } from "#src/base/text.ts";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { roomOn } from "#src/kubeadm/disk/room.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({ host: z.string(), ids: z.array(z.string()) });

export default defineStep({
  name: "remove-ended-containers",
  input,
  timeoutMs: 60_000,
  title: ({ host, ids }) => `Remove ${count(ids.length, "ended container")} on ${host}`,
  calls: ({ host, ids }) => ids.map((id) => callOfRun(host, removal(id))),
  done: async ({ host: name, ids }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const { isEnough, said } = await roomOn(host, signal);
    const left = (await host.read("containerImages", signal)).filter(
      ({ id, isRunning }) => !isRunning && ids.includes(id),
    );
    if (left.length === 0) return { goal: "holds", evidence: said };
    if (isEnough) return { goal: "holds", evidence: `That is enough: ${said}.` };
    return { goal: "open", evidence: `${count(left.length, "ended container")} on ${name}. ${said}` };
  },
  run: async ({ host: name, ids }, { hosts, signal }) => {
    const host = await hosts.host(name);
    const containers = await host.read("containerImages", signal);
    const there = ids.filter((id) => containers.some((each) => each.id === id && !each.isRunning));
    for (const id of there) await mustRun(host, removal(id), signal);
  },
});

/** Without --force it refuses one that runs. */
function removal(id: string): HostRun {
  return { argv: asRoot(["crictl", "rm", id]), timeoutMs: 30_000 };
}
