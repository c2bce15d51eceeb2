// One connection to a host, made when it is needed, shared by everybody, and closed when nobody has used it for a while.
import type { Client } from "ssh2";
import type { Limits } from "../limits.ts";
import { createSlots } from "./slots.ts";

export type Link = {
  /** The work gets a connection and one of its channels. A connection that fails is made anew for whoever comes next. */
  readonly use: <T>(work: (client: Client) => Promise<T>, signal: AbortSignal) => Promise<T>;
  readonly close: () => void;
};

/** A connection and how many are at it. A retired one takes nobody new, and is closed by the last who leaves. */
type Shared = { readonly client: Promise<Client>; users: number; isRetired: boolean };

export function createLink(open: () => Promise<Client>, { channels, idleMs }: Limits): Link {
  const slots = createSlots(channels);
  let current: Shared | undefined;
  let idle: NodeJS.Timeout | undefined;

  return {
    use: (work, signal) => slots.hold(() => share(work, signal), signal),
    close: () => current && retire(current),
  };

  async function share<T>(work: (client: Client) => Promise<T>, signal: AbortSignal): Promise<T> {
    const shared = connected();
    try {
      return await at(shared, work, signal);
    } catch (error) {
      if (!isFull(error)) throw error;
      // Nothing was run. What we gave up goes on there and keeps its channel, as root's programs do that nobody may end.
      retire(shared);
      return at(connected(), work, signal);
    }
  }

  async function at<T>(
    shared: Shared,
    work: (client: Client) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    shared.users++;
    clearTimeout(idle);
    try {
      return await work(await unlessAborted(shared.client, signal));
    } finally {
      shared.users--;
      if (shared.isRetired) retire(shared);
      else if (shared.users === 0) idle = setTimeout(() => retire(shared), idleMs).unref();
    }
  }

  function connected(): Shared {
    if (current) return current;
    const mine: Shared = { client: open(), users: 0, isRetired: false };
    current = mine;
    const forget = () => {
      if (current === mine) current = undefined;
    };
    // A machine that goes ends its half first, and from then on nothing can be sent.
    mine.client.then((client) => {
      client.once("end", forget);
      client.once("close", forget);
    }, forget);
    return mine;
  }

  function retire(shared: Shared): void {
    shared.isRetired = true;
    if (current === shared) current = undefined;
    if (shared.users > 0) return;
    shared.client.then(
      (client) => client.end(),
      () => {},
    );
  }
}

/** The server opened no channel: ssh2 tells its reason as a number (RFC 4254, 5.1). */
function isFull(error: unknown): boolean {
  return typeof (error as { readonly reason?: unknown }).reason === "number";
}

/** Who asked first may give up; the connection is made all the same, for the others. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) return give();
    signal.addEventListener("abort", give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
  });
}
