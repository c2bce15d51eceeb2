// What the bot has said to somebody so far, so that whoever asks knows when there is more.
import { BOT, defaultResidents } from "./slack/people.ts";
import type { Workspace } from "./slack/workspace.ts";

/**
 * Messages that this person sees, and forms that are open. A card's thread tells what becomes of it, it answers nobody; nor does
 * what is told unasked in the alerts channel, unless they speak there.
 */
export function answersTo(workspace: Workspace, as: string, where: string): ReadonlySet<string> {
  const rooms = defaultResidents({}).channels.filter(
    ({ id, name, members }) => members.has(as) && (name !== "alerts" || id === where),
  );
  const said = rooms.flatMap(({ id: channel }) => {
    const own = workspace.visible({ as, channel }).filter(({ user }) => user === BOT.userId);
    return own.filter(({ thread_ts }) => !own.some(({ ts }) => ts === thread_ts));
  });
  const forms = workspace.modals({ as }).map(({ id }) => id);
  return new Set([...said.map(({ channel, ts }) => `${channel}/${ts}`), ...forms]);
}
