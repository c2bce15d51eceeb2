// One connection to a host, made when it is needed, shared by everybody, and closed when nobody has used it for a while.
import type { Client } from "ssh2";
import type { Limits } from "../limits.ts";
import { createSlots } from "./slots.ts";

export type Link = {
  /** The work gets a connection and one of its channels. A connection that fails is made anew for whoever comes next. */
  readonly use: <T>(work: (client: Client) => Promise<T>, signal: AbortSignal) => Promise<T>;
  readonly close: () => void;
};

export function createLink(open: () => Promise<Client>, { channels, idleMs }: Limits): Link {
  const slots = createSlots(channels);
  let opening: Promise<Client> | undefined;
  let idle: NodeJS.Timeout | undefined;
  let users = 0;

  return {
    async use(work, signal) {
      users++;
      clearTimeout(idle);
      try {
        return await slots.hold(async () => work(await unlessAborted(connected(), signal)), signal);
      } finally {
        users--;
        if (users === 0 && opening) idle = setTimeout(close, idleMs).unref();
      }
    },
    close,
  };

  function connected(): Promise<Client> {
    if (opening) return opening;
    const mine = open();
    opening = mine;
    const forget = () => {
      if (opening === mine) opening = undefined;
    };
    mine.then((client) => client.once("close", forget), forget);
    return mine;
  }

  function close(): void {
    clearTimeout(idle);
    opening?.then(
      (client) => client.end(),
      () => {},
    );
    opening = undefined;
  }
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
