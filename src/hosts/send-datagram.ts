// Sends one datagram over UDP, also to all of a network. That it was sent is all that anybody knows of it.
import { createSocket } from "node:dgram";
import { once } from "node:events";

export type SendDatagram = (
  packet: Buffer,
  to: { readonly address: string; readonly port: number },
  /** Asked in the moment before it leaves; what it throws holds it back. */
  leaving: () => void,
) => Promise<void>;

export const sendDatagram: SendDatagram = async (packet, { address, port }, leaving) => {
  const socket = createSocket("udp4");
  try {
    socket.bind(0);
    await once(socket, "listening");
    socket.setBroadcast(true);
    leaving();
    await new Promise<void>((resolve, reject) =>
      socket.send(packet, port, address, (error) => (error ? reject(error) : resolve())),
    );
  } finally {
    socket.close();
  }
};
