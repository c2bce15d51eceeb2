// A short command of a step that has to end well.
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import type { Host, HostRun } from "./host.ts";

/** @throws StepError with its last words when it ends with another code than 0 */
export async function mustRun(host: Host, run: HostRun, signal: AbortSignal): Promise<void> {
  const { code, stdout, stderr } = await host.run(run, signal);
  if (code === 0) return;
  const program = run.argv.find((word) => !["sudo", "-n", "--"].includes(word));
  throw new StepError(
    `${program} ended with code ${code} on ${host.name}: ${shorten(oneLine(stderr || stdout), 300)}`,
  );
}
