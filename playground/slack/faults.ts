// Breaks the next calls on purpose.
import type { ServerResponse } from "node:http";
import { answerJson, answerText } from "./http.ts";
import type { ApiCall, Fault, State } from "./state.ts";

export function addFault(state: State, fault: Fault): void {
  state.faults.push({ fault, left: fault.times ?? 1 });
}

/** The fault that the next call of this method meets; each is met `times` times. */
export function takeFault(state: State, method: string): Fault | undefined {
  const found = state.faults.find(({ fault, left }) => left > 0 && [method, "*"].includes(fault.method));
  if (!found) return undefined;
  found.left -= 1;
  return found.fault;
}

/** "answered" when there is nothing left to do for the caller; "go on" when the call is only late. */
export async function applyFault(
  fault: Fault,
  response: ServerResponse,
  run: () => Promise<unknown>,
  call: ApiCall,
): Promise<"answered" | "go on"> {
  call.outcome = fault.kind;
  switch (fault.kind) {
    case "slow":
      await pause(fault.delayMs ?? 1_000);
      return "go on";
    case "hang":
      return "answered";
    case "lost":
      await run();
      response.destroy();
      return "answered";
    case "reset":
      response.destroy();
      return "answered";
    case "500":
      answerText(response, 500, "Internal Server Error");
      return "answered";
    case "429":
      answerJson(response, 429, { ok: false, error: "ratelimited" }, retryAfter(fault));
      return "answered";
    default:
      answerJson(response, 200, { ok: false, error: fault.kind });
      return "answered";
  }
}

function retryAfter(fault: Fault): Record<string, string> {
  return { "retry-after": String(fault.retryAfterSeconds ?? 1) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
