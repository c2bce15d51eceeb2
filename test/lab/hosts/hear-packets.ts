// Runs in the lab's network: writes down each datagram that comes to the port of Wake-on-LAN, as hexadecimal, a line each.
import { createSocket } from "node:dgram";

createSocket("udp4")
  .on("message", (packet) => console.log(packet.toString("hex")))
  .on("listening", () => console.log("listening"))
  .bind(9);
