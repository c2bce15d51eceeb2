// How a systemd unit stands, whoever made it.
import { assignments, defineReading, stdoutOf } from "./reading.ts";

/** How a unit stands. `absent`: never started, collected, or gone with a reboot. */
export type UnitState =
  | { readonly state: "absent" }
  | { readonly state: "running"; readonly invocation: string }
  | { readonly state: "ended"; readonly invocation: string; readonly code: number; readonly result: string };

const properties =
  "ActiveEnterTimestampMonotonic,NRestarts,LoadState,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus,UnitFileState,InvocationID";

/** A unit of the machine's own: kubelet, containerd, ssh. */
export const service = defineReading({
  argv: (name: string) => ["systemctl", "show", `--property=${properties}`, "--", `${name}.service`],
  parse: (said) => {
    const found = assignments(stdoutOf(said));
    return {
      isThere: found.get("LoadState") === "loaded",
      /** `active`, `failed`, `activating`. */
      active: found.get("ActiveState") ?? "unknown",
      sub: found.get("SubState") ?? "unknown",
      result: found.get("Result") ?? "unknown",
      /** `enabled`, `disabled`, `masked`; undefined for one without a file. */
      enabled: found.get("UnitFileState") || undefined,
      /** How often systemd has started it anew since somebody last did. */
      restarts: Number(found.get("NRestarts") ?? 0),
      /** Seconds after the machine's start; undefined while it was never. */
      activeSince: secondsOf(found.get("ActiveEnterTimestampMonotonic")),
    };
  },
});

/**
 * A unit that we started. It stays `active (exited)` or `failed` after its program has ended, because it was started with
 * RemainAfterExit and without --collect: else systemd would forget a success at once, and that looks like never started.
 */
export const unit = defineReading({
  argv: (name: string) => ["systemctl", "show", `--property=${properties}`, "--", `${name}.service`],
  parse: (said): UnitState => {
    const found = assignments(stdoutOf(said));
    const active = found.get("ActiveState");
    if (found.get("LoadState") === "not-found" || active === "inactive") return { state: "absent" };
    const hasEnded = active === "failed" || (active === "active" && found.get("SubState") === "exited");
    const invocation = found.get("InvocationID") ?? "";
    if (!hasEnded) return { state: "running", invocation };
    const result = found.get("Result") ?? "unknown";
    return {
      state: "ended",
      invocation,
      code: codeOf(found.get("ExecMainCode"), found.get("ExecMainStatus"), result),
      result,
    };
  },
});

/** Of microseconds; 0 is never. */
function secondsOf(microseconds = ""): number | undefined {
  return Number(microseconds) > 0 ? Number(microseconds) / 1_000_000 : undefined;
}

/** ExecMainCode is si_code of waitid(2): 1 exited, 2 killed, 3 dumped. What ended badly without a code is no success. */
function codeOf(how: string | undefined, status: string | undefined, result: string): number {
  const number = Number(status);
  if (!Number.isInteger(number)) return 255;
  const code = how === "2" || how === "3" ? 128 + number : number;
  return code === 0 && result !== "success" ? 255 : code;
}

/**
 * The end of what it has said, also while it runs: only its program's own words. Of this invocation; without one, of every unit
 * that had the name, as after a reboot there is nobody left to ask for it.
 */
export const unitOutput = defineReading({
  argv: (name: string, count: number, invocation?: string) => [
    ...[
      "sudo",
      "-n",
      "--",
      "journalctl",
      "--no-pager",
      "--quiet",
      "--output=cat",
      "--all",
      `--lines=${count}`,
    ],
    ...["_TRANSPORT=stdout", `_SYSTEMD_UNIT=${name}.service`],
    ...(invocation === undefined ? [] : [`_SYSTEMD_INVOCATION_ID=${invocation}`]),
  ],
  parse: (said) => stdoutOf(said),
});
