// Does something as a person and waits for what the bot says to it.
import type { Workspace } from "./slack/workspace.ts";

const answers = new Set([
  "chat.postMessage",
  "chat.postEphemeral",
  "chat.update",
  "response_url",
  "views.open",
  "views.publish",
]);

/** Resolves when the bot has answered and nothing more follows. Rejects after `timeoutMs` without an answer. */
export async function converse(
  workspace: Workspace,
  act: () => Promise<unknown>,
  timeoutMs = 25_000,
): Promise<void> {
  const before = answered(workspace);
  await act();
  await workspace.next(() => answered(workspace) > before, timeoutMs);
  await workspace.settled({ quietMs: 100 });
}

function answered({ calls }: Workspace): number {
  return calls.filter(({ method }) => answers.has(method)).length;
}
