// The keys that a machine's packages are signed by, and those that their repository shows now.
import { attemptInTime } from "#src/base/outcome.ts";
import type { HostView } from "#src/hosts/host.ts";
import type { Keyring, Machine, NewKey } from "./facts.ts";
import { failsBy } from "./keyring.ts";
import { ringOf } from "./ring.ts";
import { minorOf, type Version } from "./version.ts";

/** At most; who asks may wait for less. */
const patienceMs = 12_000;

/** Where it cannot be read, apt itself says what is wrong. */
export async function readKeyring(
  view: HostView,
  file: string,
  signal: AbortSignal,
): Promise<Keyring | undefined> {
  const keys = await attemptInTime(view.read("keyEnds", signal, file), { signal, ms: patienceMs });
  if (keys.ok) return { file, ...ringOf(keys.value) };
  if (signal.aborted) return undefined;
  const status = await attemptInTime(view.read("fileStatus", signal, file), { signal, ms: patienceMs });
  return status.ok && status.value === undefined ? { file, ...ringOf([]) } : undefined;
}

/** Of the new minor: under an older one the key is kept as it was, with its old date. Undefined where that is no better. */
export async function readNewKey(
  view: HostView,
  { sources }: Machine,
  { to, now, signal }: { readonly to: Version; readonly now: number; readonly signal: AbortSignal },
): Promise<NewKey | undefined> {
  const source = sources?.find(({ minor }) => minor !== undefined);
  if (source?.kind !== "deb") return undefined;
  const url = source.url.replace(/\/v1\.\d+\//, `/v${minorOf(to)}/`);
  const shown = await attemptInTime(view.read("repositoryKey", signal, url), { signal, ms: patienceMs });
  if (!shown.ok || shown.value === undefined) return undefined;
  const { text, keys } = shown.value;
  const ring = ringOf(keys);
  return failsBy(ring, now) ? undefined : { url, text, ...ring };
}
