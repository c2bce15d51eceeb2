// One change of the lab at a time, and one base at a time: a lock that ends with the process that holds it, even a killed one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../paths.ts";

/** Waits for the lock of that name, runs the work, and gives the lock back. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = join(cacheFolder, "locks");
  mkdirSync(folder, { recursive: true });
  // flock(2) is not in Node. The shell holds the lock for as long as our end of its input is open.
  const holder = spawn("flock", [join(folder, `${name}.lock`), "sh", "-c", "echo held; cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "exit");
  try {
    await once(holder.stdout, "data");
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
