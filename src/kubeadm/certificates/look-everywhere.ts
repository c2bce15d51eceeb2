// Looks at every machine that may be logged in to, and says of the others why nothing is known of them.
import { attempt } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { type Look, lookAt, lookAtServed, type Served } from "./look.ts";

export type Everywhere = {
  readonly seen: readonly { readonly look: Look; readonly served: readonly Served[] }[];
  /** In words, each with its host's name. */
  readonly unseen: readonly { readonly host: string; readonly why: string }[];
};

export async function lookEverywhere(
  hosts: HostsView,
  now: () => number,
  signal: AbortSignal,
): Promise<Everywhere> {
  const all = await hosts.list();
  const looks = await Promise.all(
    all.map(async ({ name, pin }) => {
      if (!pin) return { host: name, why: `The key of ${name} is not approved, so it is not logged in to.` };
      const seen = await attempt(lookOnce(hosts, name, now, signal));
      return seen.ok ? seen.value : { host: name, why: seen.error.message };
    }),
  );
  return {
    seen: looks.flatMap((each) => ("look" in each ? [each] : [])),
    unseen: looks.flatMap((each) => ("why" in each ? [each] : [])),
  };
}

async function lookOnce(hosts: HostsView, name: string, now: () => number, signal: AbortSignal) {
  const host = await hosts.view(name);
  const look = await lookAt(host, now, signal);
  return { look, served: await lookAtServed(host, look.isControlPlane, signal) };
}
