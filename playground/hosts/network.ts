// The network of the simulated machines, as far as it carries magic packets: a port on the loopback that hears what is for all.
import { createSocket } from "node:dgram";
import { once } from "node:events";

export type SimulatedNetwork = {
  /** `127.0.0.1:40123`. */
  readonly broadcast: string;
  readonly close: () => Promise<void>;
};

/** Tells of each network card that a magic packet names. */
export async function startNetwork(woken: (mac: string) => void): Promise<SimulatedNetwork> {
  const socket = createSocket("udp4", (packet) => {
    const mac = cardIn(packet);
    if (mac !== undefined) woken(mac);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    broadcast: `127.0.0.1:${socket.address().port}`,
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}

/** As a card looks for its own address: after six bytes of ones, sixteen times. */
function cardIn(packet: Buffer): string | undefined {
  const at = packet.indexOf(Buffer.alloc(6, 0xff));
  if (at === -1) return undefined;
  const all = packet.subarray(at + 6, at + 6 + 16 * 6).toString("hex");
  const card = all.slice(0, 12);
  return all === card.repeat(16) && all.length === 192 ? (card.match(/../g) ?? []).join(":") : undefined;
}
