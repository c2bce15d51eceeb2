// The fences of one operation's run: what no call of a step covers is refused before it leaves, and from then on so is everything.
import { type Call, type Fence, sayCall, thisOperation } from "#src/base/call.ts";
import { FenceError } from "#src/base/errors.ts";
import { covers } from "./covers.ts";

/** A step that is asked for something, and what it may send for that. */
type Asked = { readonly title: string; readonly calls: readonly Call[] };

export type Fences = {
  /**
   * Asks a step for something behind a fence, which is closed once it has answered: what it left behind it sends nothing.
   * @throws FenceError when anything was refused in this run, whatever the steps made of it, and whether or not this one has answered
   */
  readonly behind: <T>(asked: Asked, work: (fence: Fence) => Promise<T>) => Promise<T>;
};

type Run = {
  /** Id of the operation that runs. */
  readonly operation: string;
  /** Writes down what was refused, before anything comes of it: once, as whoever goes on trying would fill the audit. */
  readonly refused: (title: string, error: FenceError) => Promise<void>;
};

export function createFences({ operation, refused }: Run): Fences {
  const known = new Map([[thisOperation.slice(1, -1), operation]]);
  const { promise: breached, reject } = Promise.withResolvers<never>();
  // It is waited for below, and not any more once every step has answered.
  breached.catch(() => undefined);
  let isBreached = false;
  return { behind };

  async function behind<T>({ title, calls }: Asked, work: (fence: Fence) => Promise<T>): Promise<T> {
    if (isBreached) return breached;
    let isOpen = true;
    try {
      return await Promise.race([work(fence), breached]);
    } finally {
      isOpen = false;
      if (isBreached) await breached;
    }

    function fence(call: Call, secrets: readonly string[] = []): void {
      if (isOpen && !isBreached && calls.some((each) => covers(each, call, known))) return;
      const said = secrets.reduce((text, secret) => text.replaceAll(secret, "…"), sayCall(call));
      const what = isOpen ? "tried what is not among its calls" : "went on after its end with";
      const error = new FenceError(`“${title}” ${what}, and it was refused before it left: ${said}`);
      if (!isBreached) void refused(title, error).finally(() => reject(error));
      isBreached = true;
      throw error;
    }
  }
}
