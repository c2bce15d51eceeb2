// What becomes of one fault in the alerts channel: one message, its thread, and the bot killed in between.
import { expect, vi } from "vitest";
import type { Conversation, Posted } from "../end-to-end/conversation.ts";

export type Fault = {
  readonly breaks: () => Promise<unknown>;
  /** What somebody does about it, given the message that told of it. */
  readonly mends: (first: Posted) => Promise<unknown>;
  /** For the next test, where this one has failed before it was mended. */
  readonly undo: () => Promise<unknown>;
  /** How long it may take until it is told, and until it is over, once mended. */
  readonly toldWithinMs: number;
  readonly overWithinMs: number;
  /** A probe that is read a few times a day is read when a process starts. */
  readonly seenAtStart?: true;
};

export type Told = {
  /** Everything that was posted in the channel and not in a thread since it broke. */
  readonly messages: readonly Posted[];
  /** The first of them as it was before it was mended, with what its cause may have added, and at the end. */
  readonly fired: string;
  readonly over: string;
  readonly thread: readonly string[];
};

/** Why it is comes a moment after the first word. */
const causeWithinMs = 120_000;
/** For one more message, where much else runs on the machine. */
const slowMs = 60_000;

export function toldIn(channel: string, chat: Conversation) {
  return async (fault: Fault, cause: RegExp): Promise<Told> => {
    const before = new Set((await chat.read(channel)).map(({ ts }) => ts));
    await fault.breaks();
    try {
      // While nobody was told yet.
      await chat.killBot();
      const first = await eventually(async () => (await roots())[0], fault.toldWithinMs);
      const fired = await eventually(async () => {
        const text = (await now(first)).text;
        return cause.test(text) ? text : undefined;
      }, causeWithinMs).catch(async (error) => {
        throw new Error(`${cause} is not in:\n${(await now(first)).text}`, { cause: error });
      });
      // While it lasts.
      await chat.killBot();
      await fault.mends(first);
      if (fault.seenAtStart) await chat.killBot();
      const over = await eventually(async () => {
        const { text } = await now(first);
        return text.includes("Resolved: ") ? text : undefined;
      }, fault.overWithinMs);
      // The card is edited first; what people must notice is said in its thread a moment later.
      const thread = await eventually(async () => {
        const below = (await since()).filter((each) => each.thread === first.ts && each.ts !== first.ts);
        return below.some(({ text }) => text.includes("Resolved")) ? below : undefined;
      }, slowMs);
      return { messages: await roots(), fired, over, thread: thread.map(({ text }) => text) };
    } catch (error) {
      await fault.undo().catch(() => undefined);
      throw error;
    }

    async function since(): Promise<readonly Posted[]> {
      return (await chat.read(channel)).filter(({ ts }) => !before.has(ts));
    }

    async function roots(): Promise<readonly Posted[]> {
      return (await since()).filter(({ ts, thread }) => thread === undefined || thread === ts);
    }

    async function now({ ts }: Posted): Promise<Posted> {
      const found = (await chat.read(channel)).find((each) => each.ts === ts);
      if (!found) throw new Error("the message is gone");
      return found;
    }
  };
}

/** One message that says all of this, leads to what helps, and is over in the end; its thread knows one beginning and one end. */
export function isOneStory(
  { messages, fired, over, thread }: Told,
  says: readonly string[],
  button: string,
): void {
  expect(messages.map(({ text }) => text.split("\n")[0])).toHaveLength(1);
  for (const each of says) expect(fired).toContain(each);
  expect(fired).toContain(button);
  expect(over).toContain("Resolved: ");
  expect(thread.filter((text) => text.includes("Resolved"))).toHaveLength(1);
}

function eventually<T>(look: () => Promise<T | undefined>, timeout: number): Promise<T> {
  const found = async () => {
    const value = await look();
    if (value === undefined) throw new Error(`nothing of it within ${timeout / 1_000} s`);
    return value;
  };
  return vi.waitFor(found, { timeout, interval: 2_000 });
}
