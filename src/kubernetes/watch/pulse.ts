// The watch that never rests: its silence is noticed within seconds, and its return casts doubt on all others.
import { SilentError } from "../connection/failure.ts";
import type { FailureKind } from "./backoff.ts";
import type { Pulse } from "./watched.ts";

export function createPulse(pulse: Pulse | undefined, idleMs: number, onRevived: () => void = () => {}) {
  /** What nobody answered is back when somebody does; a stream that fell silent, when it brings what was missed. */
  let lost: "stream" | "answer" | undefined;
  return {
    idleMs: pulse?.silentMs ?? idleMs,
    answerMs: pulse?.answerMs,
    failed: (error: unknown, kind: FailureKind) => {
      if (kind !== "silent") return;
      const fellSilent = error instanceof SilentError && error.waitingFor === "stream";
      lost = fellSilent && lost === undefined ? "stream" : "answer";
    },
    opened: () => {
      if (lost === "answer") revive();
    },
    heard: () => {
      if (lost !== undefined) revive();
    },
  };

  function revive(): void {
    lost = undefined;
    onRevived();
  }
}
