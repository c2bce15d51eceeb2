// Addresses, listening ports, names, and whether another machine can be reached from there.
import { z } from "zod";
import { defineReading, lines, stdoutOf, Unreadable, words } from "./reading.ts";

const Addresses = z.array(
  z.object({
    ifname: z.string(),
    address: z.string().optional(),
    addr_info: z.array(
      z.object({ family: z.string(), local: z.string(), prefixlen: z.number(), scope: z.string() }),
    ),
  }),
);

/** Addresses that other machines may use, with their interfaces and MACs. */
export const addresses = defineReading({
  argv: () => ["ip", "-json", "address", "show"],
  parse: (said) => {
    const text = stdoutOf(said);
    const found = Addresses.safeParse(parsed(text));
    if (!found.success) throw new Unreadable(`ip says: ${words(text)}`);
    return found.data.flatMap(({ ifname, address: mac, addr_info }) =>
      addr_info
        .filter(({ scope }) => scope === "global")
        .map(({ family, local, prefixlen }) => ({
          interface: ifname,
          mac,
          family,
          address: local,
          prefix: prefixlen,
        })),
    );
  },
});

/** TCP ports that something listens on, once each. */
export const listeningPorts = defineReading({
  argv: () => ["ss", "--tcp", "--listening", "--numeric", "--no-header"],
  parse: (said) => {
    const ports = lines(stdoutOf(said)).map((line) =>
      Number(/^LISTEN\s+\d+\s+\d+\s+\S*:(\d+)\s/.exec(line)?.[1]),
    );
    return [...new Set(ports.filter((port) => Number.isInteger(port)))].sort((one, other) => one - other);
  },
});

/** What a name means there. Debian writes the machine's own name next to 127.0.1.1, which no kubelet may use. */
export const resolvedAddresses = defineReading({
  argv: (name: string) => ["getent", "ahosts", name],
  parse: ({ stdout }) => [...new Set(lines(stdout).map((line) => line.split(/\s+/)[0] ?? ""))],
});

/** Whether a TCP port answers from there, within five seconds. */
export const reaches = defineReading({
  argv: (address: string, port: number) => [
    ...["timeout", "5", "bash", "-c", 'exec 3<>"/dev/tcp/$0/$1"', address, String(port)],
  ],
  parse: ({ code }) => code === 0,
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
