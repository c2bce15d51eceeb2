// The fence of one step: what no call of it covers is refused before it leaves, and from then on so is everything.
import { type Call, type Fence, sayCall, thisOperation } from "#src/base/call.ts";
import { FenceError } from "#src/base/errors.ts";
import { covers } from "./covers.ts";

type Approved = {
  readonly title: string;
  readonly calls: readonly Call[];
  /** Id of the operation that runs. */
  readonly operation: string;
  /** Writes down what was refused, before anything comes of it. */
  readonly refused: (error: FenceError) => Promise<void>;
};

/**
 * Asks a step for something behind a fence, which is closed once it has answered: what it left behind it sends nothing.
 * @throws FenceError when anything was refused, whatever the step made of it, and whether or not it has answered
 */
export async function behindFence<T>(approved: Approved, work: (fence: Fence) => Promise<T>): Promise<T> {
  const { title, calls, operation, refused } = approved;
  const known = new Map([[thisOperation.slice(1, -1), operation]]);
  const { promise: breached, reject } = Promise.withResolvers<never>();
  // It is waited for below, and not any more once the step has answered.
  breached.catch(() => undefined);
  let state: "open" | "closed" | "breached" = "open";
  try {
    return await Promise.race([work(fence), breached]);
  } finally {
    if (state === "open") state = "closed";
    else await breached;
  }

  function fence(call: Call, secrets: readonly string[] = []): void {
    if (state === "open" && calls.some((each) => covers(each, call, known))) return;
    const said = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), sayCall(call));
    const what = state === "closed" ? "went on after its end with" : "tried what is not among its calls";
    const error = new FenceError(`“${title}” ${what}, and it was refused before it left: ${said}`);
    if (state !== "breached") void refused(error).finally(() => reject(error));
    state = state === "closed" ? "closed" : "breached";
    throw error;
  }
}
