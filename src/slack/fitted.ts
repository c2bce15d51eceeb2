// Makes a message that Slack takes, one way or another.
import { validateMessage } from "./block-kit.ts";
import type { SlackMessage } from "./render/message.ts";
import { asPlainText } from "./render/plain.ts";

/** A message that Slack would refuse is sent as plain text instead of not at all. */
export function fitted(message: SlackMessage): SlackMessage {
  return validateMessage({ text: message.text, blocks: message.blocks }).length === 0
    ? message
    : asPlainText(message);
}
