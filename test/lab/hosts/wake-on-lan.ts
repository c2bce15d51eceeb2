// Network cards that listen while their hosts are off: a magic packet on the bridge switches on the host whose address it names.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { macOf } from "./names.ts";
import { hostRecords } from "./records.ts";
import { runInLabArgv } from "./run-in-lab.ts";
import { up } from "./up.ts";

export type Cards = {
  /** Hosts that were switched on, in that order. */
  readonly woken: readonly string[];
  readonly close: () => Promise<void>;
};

export async function listenForWake(): Promise<Cards> {
  const [program = "", ...args] = runInLabArgv([
    process.execPath,
    join(import.meta.dirname, "hear-packets.ts"),
  ]);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const woken: string[] = [];
  let starting: Promise<unknown> = once(lines, "line");
  await starting;
  lines.on("line", (packet) => {
    const host = hostRecords().find(({ number }) => packet === magicPacket(macOf(number)))?.name;
    // It is sent again until the host answers.
    if (host === undefined || woken.includes(host)) return;
    woken.push(host);
    starting = starting.then(() => up([host]));
  });
  return { woken, close };

  async function close(): Promise<void> {
    child.kill();
    await ended;
    await starting;
  }
}

/** In hexadecimal: six bytes of ones, then the address sixteen times. */
function magicPacket(mac: string): string {
  return `${"ff".repeat(6)}${mac.replaceAll(":", "").repeat(16)}`;
}
