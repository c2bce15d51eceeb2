// Switches machines on and waits until each answers over SSH: by a magic packet where a network card is known, else by whoever is near.
import { z } from "zod";
import { SilentError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import { few, listed } from "#src/base/text.ts";
import type { Hosts } from "#src/hosts/host.ts";
import { wakeCall } from "#src/hosts/wake.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  /** What they are, as its title says: `the control planes`. */
  what: z.string(),
  hosts: z.array(
    z.object({ host: z.string(), wakes: z.object({ mac: z.string(), to: z.string() }).optional() }),
  ),
  /** With so many of them it goes on, once nobody has come for the time that it has. */
  enough: z.number().int().min(1),
});

export default defineStep({
  name: "wake-hosts",
  input,
  timeoutMs: 10 * 60_000,
  title: ({ what, hosts }) => `Wake ${what}: ${named(hosts)}`,
  calls: ({ hosts }) =>
    hosts.flatMap(({ host, wakes }) =>
      wakes ? [{ ...wakeCall(host, wakes), what: "while it is silent" }] : [],
    ),
  // Nobody says whether a packet has arrived.
  repeats: true,
  done: async ({ hosts: all, enough }, { hosts, signal }) => {
    const seen = await lookAt(all, hosts, signal);
    const missing = seen.filter(({ why }) => why !== undefined);
    const reached = seen.length - missing.length;
    if (missing.length === 0) return { goal: "holds", evidence: answered(all.map(({ host }) => host)) };
    return {
      ...{ goal: "open", reached, evidence: missing.map(({ why }) => why).join(" ") },
      ...(reached >= enough && { enough: `${named(missing)} did not come back` }),
    };
  },
  run: async ({ hosts: all }, { hosts, signal }) => {
    const silent = (await lookAt(all, hosts, signal)).filter(({ isSilent }) => isSilent);
    for (const { host, wakes } of silent) if (wakes) await hosts.wake(host, wakes, signal);
  },
});

type Sleeper = z.output<typeof input>["hosts"][number];

type Seen = Sleeper & {
  /** What is not so yet; undefined once it answers. */
  readonly why?: string;
  readonly isSilent?: boolean;
};

function lookAt(all: readonly Sleeper[], hosts: Hosts, signal: AbortSignal): Promise<readonly Seen[]> {
  return Promise.all(
    all.map(async (each) => {
      const booted = await attempt((await hosts.host(each.host)).read("bootId", signal));
      if (booted.ok) return each;
      const isSilent = booted.error instanceof SilentError;
      return { ...each, isSilent, why: isSilent ? waitsFor(each) : booted.error.message };
    }),
  );
}

function answered(names: readonly string[]): string {
  return `${listed(names)} ${names.length === 1 ? "answers" : "answer"} over SSH.`;
}

function waitsFor({ host, wakes }: Sleeper): string {
  return wakes ? `${host} does not answer yet.` : `${host} is off: somebody has to switch it on by hand.`;
}

function named(hosts: readonly { readonly host: string }[]): string {
  return few(
    hosts.map(({ host }) => host),
    6,
  );
}
