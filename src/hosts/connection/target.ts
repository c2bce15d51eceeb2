// Where a connection goes, as whom, and what it may be told there.
import type { HostKey, Pin } from "../host.ts";

export type Target = {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Only this key is believed; without one nothing is, and nobody logs in. */
  readonly pin: Pin | undefined;
  /** The machine that this one is reached through. */
  readonly jump: Target | undefined;
};

/** How the bot proves who it is. */
export type Identity = {
  /** Path of the private key. */
  readonly identityFile: string | undefined;
  /** Path of the agent's socket. */
  readonly agent: string | undefined;
};

export type Judge = (key: HostKey) => boolean;

/** `pi-4 (192.168.1.53)`, so that a wrong address is seen. */
export function called({ name, address, port }: Pick<Target, "name" | "address" | "port">): string {
  if (name === address && port === 22) return name;
  return `${name} (${address}${port === 22 ? "" : `:${port}`})`;
}
