// The bootstrap token of one operation: made for one machine, good for a quarter of an hour, used again by whoever resumes while it lasts.
import { span } from "#src/base/text.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import type { BootstrapToken } from "#src/kubernetes/facts.ts";
import { tokenOf } from "../marks.ts";
import { ownTokens } from "./own-tokens.ts";
import { joiningGroup } from "./token.ts";

const tokenMs = 15 * 60_000;
/** What begins later than this before its end might not get through. */
const enoughMs = 5 * 60_000;

export const tokenLife = span(tokenMs);

type Wanted = {
  /** The machine that it is for. */
  readonly host: string;
  readonly operation: string;
  readonly now: number;
};

export async function operationToken(
  cluster: Cluster,
  { host, operation, now }: Wanted,
  signal: AbortSignal,
): Promise<Pick<BootstrapToken, "id">> {
  const own = ownTokens(await cluster.bootstrapTokens(signal), operation);
  const good = own.find(({ expiresAt = 0 }) => expiresAt > now + enoughMs);
  if (good) return good;
  return cluster.createToken({ expiresAt: now + tokenMs, ...tokenMarks(host, operation) }, signal);
}

/** What a call that makes it says of it, too. */
export function tokenMarks(host: string, by: string) {
  return {
    description: `Wheelhouse ${by} for ${host}`,
    groups: [joiningGroup],
    annotations: { [tokenOf]: by },
  };
}
