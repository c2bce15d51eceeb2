// /k8s host add <host> [--address <address>] [--user <user>] [--port <port>]
import { z } from "zod";
import { RefusedError, UsageError } from "#src/base/errors.ts";
import { hostLock } from "#src/base/lock-names.ts";
import { hostAddress, hostName, loginName } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { comparingCommand } from "#src/hosts/compare-key.ts";
import type { HostKey, HostsView, KnownHost } from "#src/hosts/host.ts";
import { placeOf } from "#src/hosts/key-call.ts";
import type { Plan } from "#src/operation/plan.ts";
import pinHostKey from "#src/steps/pin-host-key.ts";

type Place = Pick<KnownHost, "name" | "address" | "port" | "user">;
type Typed = {
  readonly host: string;
  readonly address?: string | undefined;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
};

export default defineOperation({
  summary: "Approve the key of a machine, so that Wheelhouse may log in to it",
  role: "operator",
  risk: "change",
  needs: "host",
  args: z.object({
    host: hostName,
    address: hostAddress.optional().meta({ description: "Where it is, unless the configuration says it" }),
    user: loginName.optional().meta({ description: "Who logs in there, unless it is the usual one" }),
    port: z.coerce.number().int().min(1).max(65_535).optional().meta({ description: "Of its SSH" }),
  }),
  positional: ["host"],
  plan: planKey,
});

/** Also of a machine that is to join and that nobody knows yet: its key comes first. */
export async function planKey(typed: Typed, { cluster, hosts, signal }: PlanContext): Promise<Plan> {
  const known = (await hosts.list()).find(({ name }) => name === typed.host);
  const { name, address, port, user } = known
    ? configured(known, typed)
    : await added(cluster.name, typed, hosts);
  const { type, fingerprint, key } = await hosts.shownKey({ name, address, port }, signal);
  if (known?.pin) throw pinned(known.name, known.pin, { type, fingerprint, key });
  const host = { name, address, port, user, pin: { type, fingerprint, key } };
  return {
    target: name,
    risk: "change",
    title: `Trust the key of ${name}`,
    impact: [
      `${placeOf(host)} shows ${fingerprint} (${type}) now. Nobody was logged in.`,
      `Wheelhouse logs in to ${name} from then on, as ${user}. Questions only read; each change there is approved by itself.`,
    ],
    warnings: [
      `Compare the fingerprint at the console of ${name} before you approve: ${comparingCommand({ type })}`,
    ],
    basis: { fingerprint },
    steps: [pinHostKey.with(host)],
    locks: [hostLock(name)],
    offers: [{ label: "Show it", line: `host show ${name} --cluster=${cluster.name}`, how: "thread" }],
  };
}

/** Whether what was typed is another place than the known one; what was left out is not. */
export function isElsewhere(known: KnownHost, { address, user, port }: Omit<Typed, "host">): boolean {
  return [
    [address, known.address],
    [user, known.user],
    [port, known.port],
  ].some(([typed, is]) => typed !== undefined && typed !== is);
}

/** The configuration says where it is. */
function configured(known: KnownHost, typed: Typed): Place {
  if (!isElsewhere(known, typed)) return known;
  throw new RefusedError(`${known.name} is known already, as ${placeOf(known)}.`, {
    hint: known.from === "chat" ? `host forget ${known.name}` : `host add ${known.name}`,
  });
}

async function added(
  cluster: string,
  { host: name, address, user, port }: Typed,
  hosts: HostsView,
): Promise<Place> {
  const usual = await hosts.usual();
  if (address !== undefined) return { name, address, user: user ?? usual.user, port: port ?? usual.port };
  throw new UsageError(`${cluster} has no host ${name}, so nobody knows where it is.`, {
    hint: `host add ${name} --address=10.0.0.23`,
  });
}

function pinned(name: string, pin: HostKey, shown: HostKey): RefusedError {
  if (pin.key === shown.key)
    return new RefusedError(`The key of ${name} is approved already: ${pin.fingerprint} (${pin.type}).`, {
      hint: `host show ${name}`,
    });
  return new RefusedError(
    `${name} shows another key than the one that was approved. Approved: ${pin.fingerprint} (${pin.type}). Now: ${shown.fingerprint} (${shown.type}). A key is never replaced: find out why, then forget the old one and add it again.`,
    { hint: `host forget ${name}` },
  );
}
