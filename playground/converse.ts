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

/**
 * Resolves when the bot has answered and nothing more follows. What it says in another channel than this one is no answer:
 * it may see an incident at any time; nor is what Slack did not take. Rejects after `timeoutMs` without an answer.
 */
export async function converse(
  workspace: Workspace,
  act: () => Promise<unknown>,
  channel?: string,
  timeoutMs = 100_000,
): Promise<void> {
  const before = answered(workspace, channel);
  await act();
  await workspace.next(() => answered(workspace, channel) > before, timeoutMs);
  await workspace.settled({ quietMs: 100 });
}

function answered({ calls }: Workspace, channel: string | undefined): number {
  const isElsewhere = (to: unknown) => channel !== undefined && typeof to === "string" && to !== channel;
  const answered = calls.filter(({ method, outcome }) => answers.has(method) && outcome === "ok");
  return answered.filter(({ args }) => !isElsewhere(args.channel)).length;
}
