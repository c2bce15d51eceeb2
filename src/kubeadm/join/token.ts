// What kubeadm makes of bootstrap tokens.
import type { BootstrapToken } from "#src/kubernetes/facts.ts";

/** The group that kubeadm's rights for joining machines hang on (cmd/kubeadm/app/constants). */
export const joiningGroup = "system:bootstrappers:kubeadm:default-node-token";

/** How long a token may live at most, seconds: what kubeadm gives by default. */
export const longestTtlSeconds = 24 * 3_600;
const shortestTtlSeconds = 5 * 60;

/**
 * The token that `kubeadm init phase upload-certs` makes for its end alone: once it is gone, the garbage collector takes the
 * Secret kubeadm-certs with it (cmd/kubeadm/app/phases/copycerts).
 */
export function isCertsProxy({ usages, description }: BootstrapToken): boolean {
  return usages.length === 0 && /^Proxy for managing TTL for the kubeadm-certs secret/.test(description);
}

export function isExpired({ expiresAt }: BootstrapToken, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** Machines can join with it: it can log in, and cluster-info is signed with it. */
export function canJoin({ usages, groups }: BootstrapToken): boolean {
  return usages.length === 2 && groups.includes(joiningGroup);
}

export type Ttl =
  | { readonly ok: true; readonly seconds: number }
  | { readonly ok: false; readonly why: string };

/** `90m`, `1h30m`, `24h`. Zero is kubeadm's word for a token that never ends, and is refused. */
export function readTtl(text: string): Ttl {
  const [whole, hours = "0", minutes = "0", seconds = "0"] =
    /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text) ?? [];
  if (text === "0") return refused("A token that never expires lets anybody in for good.");
  if (!whole) return refused(`"${text}" is no span such as 30m, 1h or 1h30m.`);
  const total = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  if (total === 0) return refused("A token that never expires lets anybody in for good.");
  if (total > longestTtlSeconds) return refused("A token lives for 24 h at most.");
  if (total < shortestTtlSeconds) return refused("Within less than 5 minutes no machine has joined.");
  return { ok: true, seconds: total };
}

function refused(why: string): Ttl {
  return { ok: false, why };
}
