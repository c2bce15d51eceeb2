// Whole conversations: a workspace, a cluster and the unmodified bot between them.
import { converse } from "../../playground/converse.ts";
import type { Message, Workspace } from "../../playground/slack/workspace.ts";
import { type Playground, type PlaygroundOptions, startPlayground } from "../../playground/start.ts";

export { textOf } from "./text-of.ts";

export type Conversation = Playground & {
  /** Says it in #ops (or where told) as Ann (or whoever), waits for the answer and gives the message it came in. */
  readonly ask: (
    text: string,
    how?: { as?: string; channel?: string; thread_ts?: string },
  ) => Promise<Message>;
  /** Does anything and waits for what the bot says to it. */
  readonly when: (act: () => Promise<unknown>) => Promise<void>;
};

/**
 * Slack's rate limits are off unless a test is about them; the outbox's own pace stays. That a busy machine acknowledges
 * late is no failure either.
 */
export async function givenConversation(options: PlaygroundOptions = {}): Promise<Conversation> {
  const playground = await startPlayground({
    ...options,
    workspace: { rateLimits: false, ackTimeoutMs: 30_000, ...options.workspace },
    cluster: { heartbeatMs: 0, podStartMs: 0, ...options.cluster },
  });
  const { workspace } = playground;
  return {
    ...playground,
    when: (act) => converse(workspace, act),
    ask: async (text, { as = "U0ANN", channel = "C0OPS", thread_ts } = {}) => {
      const say = () => workspace.say({ as, channel, text, ...(thread_ts ? { thread_ts } : {}) });
      // An edit of what was said before is no answer, and may come at any time.
      const known = new Set(fromBot(workspace, as, channel));
      await converse(workspace, say, channel);
      await workspace.next(() => fromBot(workspace, as, channel).some((ts) => !known.has(ts)));
      await workspace.settled({ quietMs: 100 });
      return lastFromBot(workspace, as, channel);
    },
  };
}

export function lastFromBot(workspace: Workspace, as: string, channel: string): Message {
  const own = workspace.visible({ as, channel }).filter(({ user }) => user === "U0WHEEL");
  const last = own.at(-1);
  if (!last) throw new Error(`the bot said nothing in ${channel} that ${as} can see`);
  return last;
}

/** When each message was sent that it said there. */
function fromBot(workspace: Workspace, as: string, channel: string): readonly string[] {
  const said = workspace.visible({ as, channel }).filter(({ user }) => user === "U0WHEEL");
  return said.map(({ ts }) => ts);
}
