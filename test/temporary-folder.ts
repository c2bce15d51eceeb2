// Gives a run a temporary folder of its own, so that nothing stays behind, not even of processes that tests kill.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default function useTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-test-"));
  // PostgreSQL's server runs as another user.
  chmodSync(folder, 0o755);
  // Workers are started later, with this environment.
  process.env.TMPDIR = folder;
  // What is compiled once need not be compiled by each of the many processes that tests start.
  process.env.NODE_COMPILE_CACHE = join(folder, "compiled");
  return () => rmSync(folder, { recursive: true, force: true });
}
