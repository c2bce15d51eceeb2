// Wake-on-LAN: the magic packet that switches a machine on, and the call that a card shows of it.
import type { Fence, WakeCall } from "#src/base/call.ts";
import { FenceError, UnreachableError } from "#src/base/errors.ts";
import type { Log } from "#src/base/log.ts";
import type { Wakes } from "./host.ts";
import type { SendDatagram } from "./send-datagram.ts";

/** All of the network that the packet leaves by hears this; the port is the one of `discard`, as of old. */
const everybody = "255.255.255.255";
const usualPort = 9;

/** As the configuration says it: a card's address, and where its network is reached. */
export function wakesBy(mac: string, broadcast = everybody): Wakes {
  return { mac, to: broadcast.includes(":") ? broadcast : `${broadcast}:${usualPort}` };
}

export function wakeCall(host: string, { mac, to }: Wakes): WakeCall {
  return { at: "wake", host, mac, to };
}

/** AMD, Magic Packet Technology (publication 20213): six bytes of ones, then the card's address sixteen times. */
export function magicPacket(mac: string): Buffer {
  const address = Buffer.from(mac.replaceAll(":", ""), "hex");
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => address)]);
}

type Waker = (call: WakeCall, fence: Fence, signal: AbortSignal) => Promise<void>;

/** Nobody answers a magic packet. What it makes throws UnreachableError where it could not even be sent. */
export function waker(send: SendDatagram, log: Log): Waker {
  return async (call, fence, signal) => {
    const { host, mac, to } = call;
    const [address = "", port] = to.split(":");
    const leaving = () => {
      signal.throwIfAborted();
      fence(call);
    };
    leaving();
    try {
      await send(magicPacket(mac), { address, port: Number(port) }, leaving);
    } catch (cause) {
      if (cause instanceof FenceError || signal.aborted) throw cause;
      // What the system says: ENETUNREACH and the like.
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new UnreachableError(`The packet that wakes ${host} could not be sent to ${to}: ${why}`, {
        cause,
      });
    }
    log.info("a magic packet", { host, mac, to });
  };
}
