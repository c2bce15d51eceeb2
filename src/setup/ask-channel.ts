// The channel that is told what is wrong, by its name.
import { listRooms, type Slack } from "#src/slack/look-up.ts";
import type { SettingsFile } from "./settings-file.ts";
import { askUntil, type Read, type Terminal } from "./terminal.ts";

type Parts = { readonly terminal: Terminal; readonly settings: SettingsFile; readonly slack: Slack };

const at = ["slack", "channels", "alerts"];

export async function askChannel({ terminal, settings, slack }: Parts): Promise<void> {
  const own = Object.values(settings.settings()?.clusters ?? {}).some(({ channels }) => channels?.alerts);
  if (own || settings.has(["slack", "channels"])) return;
  const question = "Which channel hears first when something is wrong? Its name, or Enter for none:";
  const room = await askUntil(terminal, question, (answer) => find(slack, answer));
  if (!room) {
    settings.set(["slack", "channels"], {}, "alerts: nobody is told unasked");
    return;
  }
  settings.set(at, room.id, `#${room.name}`);
  terminal.say(
    `  ✓ #${room.name}${room.isMember ? "" : ": type /invite @wheelhouse there, or it cannot write to it"}`,
  );
}

type Found = { readonly id: string; readonly name: string; readonly isMember: boolean };

async function find(slack: Slack, answer: string): Promise<Read<Found | undefined>> {
  if (answer === "") return { value: undefined };
  const rooms = await listRooms(slack);
  if ("problem" in rooms) return { wrong: rooms.problem };
  const wanted = answer.replace(/^#/, "").toLowerCase();
  const found = rooms.find(({ id, name }) => name === wanted || id === answer);
  if (!found)
    return {
      wrong: `There is no #${wanted}, or it is private: type /invite @wheelhouse in it, then answer again.`,
    };
  if (found.isShared)
    return { wrong: `#${found.name} is shared with another organisation: nothing is said there.` };
  return { value: found };
}
