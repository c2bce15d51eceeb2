// Whole conversations: a workspace, a cluster and the unmodified bot between them.
import { slackPace } from "#src/slack/pace.ts";
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

/** A tenth of Slack's times, so that what a test waits for is seldom them; in the same proportions. */
const pace = {
  posts: { ...slackPace.posts, everyMs: slackPace.posts.everyMs / 10 },
  edits: { ...slackPace.edits, everyMs: slackPace.edits.everyMs / 10 },
  cardRestMs: slackPace.cardRestMs / 10,
};

/** Slack's rate limits are off unless a test is about them. That a busy machine acknowledges late is no failure either. */
export async function givenConversation(options: PlaygroundOptions = {}): Promise<Conversation> {
  const playground = await startPlayground({
    pace,
    ...options,
    workspace: { rateLimits: false, ackTimeoutMs: 30_000, ...options.workspace },
    cluster: { heartbeatMs: 0, podStartMs: 0, ...options.cluster },
  });
  const { workspace } = playground;
  return {
    ...playground,
    when: (act) => converse(workspace, act),
    ask: async (text, { as = "U0ANN", channel = "C0OPS", thread_ts } = {}) => {
      // An edit of what was said before is no answer, and may come at any time; nor is what comes in another thread.
      const known = new Set(fromBot(workspace, as, channel).map(({ ts }) => ts));
      const said = await workspace.say({ as, channel, text, ...(thread_ts ? { thread_ts } : {}) });
      const threads: readonly (string | undefined)[] = [undefined, thread_ts, said.ts];
      const answers = () =>
        fromBot(workspace, as, channel).filter(
          (each) => !known.has(each.ts) && threads.includes(each.thread_ts),
        );
      await workspace.next(() => answers().length > 0);
      await workspace.settled({ quietMs: 100 });
      return answers().at(-1) as Message;
    },
  };
}

export function lastFromBot(workspace: Workspace, as: string, channel: string): Message {
  const last = fromBot(workspace, as, channel).at(-1);
  if (!last) throw new Error(`the bot said nothing in ${channel} that ${as} can see`);
  return last;
}

function fromBot(workspace: Workspace, as: string, channel: string): readonly Message[] {
  return workspace.visible({ as, channel }).filter(({ user }) => user === "U0WHEEL");
}
