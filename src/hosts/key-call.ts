// Keys of hosts as calls: what a card shows of a key that is pinned or forgotten, and what the fence holds against it.
import type { KeyCall } from "#src/base/call.ts";
import type { Forgotten } from "./host.ts";
import { readHostKey } from "./host-key.ts";

/** The fingerprint is made from the key itself: what a card shows is what is trusted. */
export function keyCall(does: KeyCall["does"], { name, address, port, user, pin }: Forgotten): KeyCall {
  const { type, fingerprint } = readHostKey(Buffer.from(pin.key, "base64"));
  return {
    at: "keys",
    does,
    host: name,
    key: `${type} ${fingerprint}`,
    place: placeOf({ user, address, port }),
  };
}

/** `ops@10.0.0.23:22`, as an approver checks it. */
export function placeOf({ user, address, port }: Pick<Forgotten, "user" | "address" | "port">): string {
  return `${user}@${address.includes(":") ? `[${address}]` : address}:${port}`;
}
