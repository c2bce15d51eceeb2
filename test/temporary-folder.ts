// Gives a run a temporary folder of its own, so that nothing stays behind, not even of processes that tests kill.
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux's memory as a folder: every row of the audit waits for the disk, and a disk that is busy takes its time. */
const memory = "/dev/shm";
const enoughBytes = 2 * 1024 ** 3;

export default function useTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(hasRoom(memory) ? memory : tmpdir(), "wheelhouse-test-"));
  // PostgreSQL's server runs as another user.
  chmodSync(folder, 0o755);
  // Workers are started later, with this environment.
  process.env.TMPDIR = folder;
  // What is compiled once need not be compiled by each of the many processes that tests start.
  process.env.NODE_COMPILE_CACHE = join(folder, "compiled");
  return () => rmSync(folder, { recursive: true, force: true });
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= enoughBytes;
  } catch {
    return false;
  }
}
