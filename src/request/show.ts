// Shows what became of an operation.
import { UnreachableError } from "#src/base/errors.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Chat } from "#src/slack/chat.ts";

/** Nobody waits for a card in vain: where a proposal's cannot be kept, on a full disk, whoever asked hears that, once. */
export function createShow(chat: Pick<Chat, "show" | "whisper">): (operation: Operation) => Promise<void> {
  const told = new Set<string>();
  return async ({ id, state, by, where, plan }) => {
    try {
      await chat.show({ kind: "operation", id });
    } catch (error) {
      if (error instanceof UnreachableError && state === "proposed" && !told.has(id)) {
        told.add(id);
        const { channel, thread } = where;
        const message = `${plan.title} is ${id}, and its card cannot be shown yet. ${error.message}`;
        const place = { channel, ...(thread ? { thread } : {}) };
        await chat.whisper({ line: "", by, where: place }, { message, hint: error.hint });
      }
      throw error;
    }
  };
}
