// Which machines show another key than the one that was approved for them. Nobody logs in for it.
import { BotError } from "#src/base/errors.ts";
import type { HostKey, KnownHost, Pin } from "./host.ts";

export type ChangedKey = {
  readonly host: string;
  readonly address: string;
  /** Fingerprints. */
  readonly approved: string;
  readonly shown: string;
  /** The machine whose approved key that is, where it is one of ours: addresses were swapped. */
  readonly of?: string | undefined;
};

type Pinned = KnownHost & { readonly pin: Pin };

const atOnce = 4;

/** What does not answer has no changed key, as far as anybody knows. */
export async function changedKeys(
  known: readonly KnownHost[],
  shownBy: (host: Pinned, signal: AbortSignal) => Promise<HostKey>,
  signal: AbortSignal,
): Promise<readonly ChangedKey[]> {
  const pinned = known.filter((host): host is Pinned => host.pin !== undefined);
  const waiting = [...pinned];
  const found: ChangedKey[] = [];
  await Promise.all(Array.from({ length: atOnce }, askOneAfterAnother));
  return found.toSorted((one, other) => one.host.localeCompare(other.host));

  async function askOneAfterAnother(): Promise<void> {
    for (let host = waiting.shift(); host; host = waiting.shift()) {
      const shown = await keyOf(host);
      if (shown && shown.key !== host.pin.key) found.push(changed(host, shown));
    }
  }

  async function keyOf(host: Pinned): Promise<HostKey | undefined> {
    signal.throwIfAborted();
    try {
      return await shownBy(host, signal);
    } catch (error) {
      if (error instanceof BotError) return undefined;
      throw error;
    }
  }

  function changed({ name, address, pin }: Pinned, shown: HostKey): ChangedKey {
    const of = pinned.find((other) => other.pin.key === shown.key)?.name;
    return {
      ...{ host: name, address, approved: pin.fingerprint, shown: shown.fingerprint },
      ...(of === undefined ? {} : { of }),
    };
  }
}
