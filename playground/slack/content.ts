// Checks what the app wants to show, with Slack's error codes for what it refuses.

import type { AnyBlock, View } from "@slack/types";
import { type Problem, validateMessage, validateView } from "#src/slack/block-kit.ts";
import { type Arguments, structured, text } from "./arguments.ts";
import { Refusal } from "./refusal.ts";
import type { Attachment, Message } from "./state.ts";

const TEXT_LIMIT = 40_000;
const ATTACHMENTS_LIMIT = 100;

export type Content = Pick<Message, "text"> & Partial<Pick<Message, "blocks" | "attachments">>;

/** The text, blocks and attachments of a call; throws Refusal as chat.postMessage would answer. */
export function contentOf(args: Arguments): Content {
  const blocks = arrayOf<AnyBlock>(args, "blocks", "invalid_blocks_format");
  const attachments = arrayOf<Attachment>(args, "attachments", "invalid_attachments");
  const words = text(args, "text") ?? "";
  if (!words && !blocks?.length && !attachments?.length) throw new Refusal("no_text");
  if (attachments && attachments.length > ATTACHMENTS_LIMIT) throw new Refusal("too_many_attachments");
  refuseProblems(
    validateMessage({ text: words, ...(blocks && { blocks }), ...(attachments && { attachments }) }),
  );
  return {
    text: [...words].slice(0, TEXT_LIMIT).join(""),
    ...(blocks && { blocks }),
    ...(attachments && { attachments }),
  };
}

/** The view of a call; throws Refusal as views.open would answer. */
export function viewOf(args: Arguments, name = "view"): View {
  const view = structured(args, name);
  const problems = validateView(view);
  if (problems.some(({ message }) => message.includes("view_too_large"))) throw new Refusal("view_too_large");
  if (problems.length > 0) {
    throw new Refusal("invalid_arguments", { response_metadata: { messages: problems.map(line("/view")) } });
  }
  return view as View; // validateView found nothing wrong with it
}

function refuseProblems(problems: readonly Problem[]): void {
  const messages = problems.map(line(""));
  if (problems.some(({ message }) => message.includes("msg_blocks_too_long"))) {
    throw new Refusal("msg_blocks_too_long", { response_metadata: { messages } });
  }
  if (problems.length === 0) return;
  const inAttachments = problems.every(({ pointer }) => pointer.startsWith("/attachments"));
  throw new Refusal(inAttachments ? "invalid_attachments" : "invalid_blocks", {
    errors: messages.map((message) => message.replace("[ERROR] ", "")),
    response_metadata: { messages },
  });
}

function line(prefix: string): (problem: Problem) => string {
  return ({ pointer, message }) => `[ERROR] ${message} [json-pointer:${prefix}${pointer}]`;
}

function arrayOf<T>(args: Arguments, name: string, refusal: string): T[] | undefined {
  if (args[name] === undefined || args[name] === "") return undefined;
  const value = structured(args, name);
  if (Array.isArray(value)) return value as T[]; // its items are checked by the validator
  throw new Refusal(refusal);
}
