// --say: says lines one after another, each when the one before was answered, and shows what came of them.
import { answersTo } from "./answers.ts";
import type { Channel, Person } from "./slack/people.ts";
import type { Workspace } from "./slack/workspace.ts";

export type Talk = {
  readonly as: Person;
  readonly channel: Channel;
  readonly lines: readonly string[];
  /** How long to wait for each answer; Slack's pace, one message a second, is part of it. */
  readonly patienceMs?: number;
};

export type Talked = {
  /** What the person saw, their open forms last. */
  readonly text: string;
  /** The lines that nobody answered. */
  readonly unanswered: readonly string[];
};

export async function talk(workspace: Workspace, talk: Talk): Promise<Talked> {
  const { as, channel, lines, patienceMs = 15_000 } = talk;
  const unanswered: string[] = [];
  for (const text of lines) {
    const before = answersTo(workspace, as.id, channel.id).size;
    await workspace.say({ as: as.id, channel: channel.id, text });
    // Slack answers that itself.
    if (text.startsWith("/invite")) continue;
    await workspace
      .next(() => answersTo(workspace, as.id, channel.id).size > before, patienceMs)
      .catch(() => unanswered.push(text));
    await workspace.settled({ quietMs: 100 });
  }
  const forms = workspace
    .modals({ as: as.id })
    .map((view) => `# a form for ${as.name}\n${workspace.viewText(view)}`);
  return { text: [workspace.transcript({ as: as.id }), ...forms].join("\n\n"), unanswered };
}
