// What a registry says of an image to whoever has no login: it may want a token first that anybody is given.
import type { HostView } from "#src/hosts/host.ts";
import type { TokenChallenge } from "#src/hosts/readings/registry-token.ts";

/** Of a manifest whose registry has answered 401. It is 401 still where only a login helps. */
export async function askAsAnybody(view: HostView, url: string, signal: AbortSignal): Promise<number> {
  const challenge = await view.read("tokenChallenge", signal, url);
  const from = challenge && tokenAddress(challenge);
  const token = from === undefined ? undefined : await view.read("anonymousToken", signal, from);
  if (challenge === undefined || token === undefined) return 401;
  return view.read("manifestStatusWith", signal, token, challenge.at);
}

/** A registry that is asked over TLS does not send anybody to where that is not so. */
function tokenAddress({ at, realm, service, scope }: TokenChallenge): string | undefined {
  const address = new URL(realm);
  if (address.protocol !== "https:" && at.startsWith("https:")) return undefined;
  if (service !== undefined) address.searchParams.set("service", service);
  // Several are told apart by blanks.
  for (const each of scope?.split(" ") ?? []) address.searchParams.append("scope", each);
  return address.href;
}
