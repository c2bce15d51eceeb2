// Who may do what, by names: ids are looked up in the workspace.
import { listed } from "#src/base/text.ts";
import { findByEmail, listMembers, type Member, type Slack } from "#src/slack/look-up.ts";
import type { SettingsFile } from "./settings-file.ts";
import { askUntil, askWhether, type Read, type Terminal } from "./terminal.ts";

type Parts = { readonly terminal: Terminal; readonly settings: SettingsFile; readonly slack: Slack };

const questions = [
  ["viewer", "Who may ask? Enter for every full member of the workspace, or names:"],
  ["operator", "Who may ask for changes? Names, @groups, addresses or ids, with commas between:"],
  ["approver", "Who may approve them, though never their own?"],
] as const;

const everybody: Member = { id: "*", name: "every full member", names: [] };

export async function askPeople({ terminal, settings, slack }: Parts): Promise<void> {
  for (const [role, question] of questions) {
    if (settings.has(["access", role])) continue;
    const people = await askUntil(terminal, question, (answer) => find(slack, answer, role === "viewer"));
    const ids = people.map(({ id }) => id);
    settings.set(["access", role], ids, listed(people.map(({ name }) => name)) || "nobody yet");
    terminal.say(
      `  ✓ ${role}: ${people.map(({ id, name }) => `${name} (${id})`).join(", ") || "nobody yet"}`,
    );
  }
  await offerSolo(terminal, settings);
}

/** Where one person is all there is, nobody else could approve. */
async function offerSolo(terminal: Terminal, settings: SettingsFile): Promise<void> {
  const { operator = [], approver = [] } = settings.settings()?.access ?? {};
  const isAlone =
    operator.length === 1 &&
    approver.length === 1 &&
    operator[0] === approver[0] &&
    /^[UW]/.test(`${operator[0]}`);
  if (!isAlone || settings.has(["approvals"])) return;
  const solo = await askWhether(
    terminal,
    "You are alone. May you approve your own changes, by typing the target's name?",
    true,
  );
  settings.set(["approvals"], { solo });
}

async function find(slack: Slack, answer: string, mayBeEmpty: boolean): Promise<Read<readonly Member[]>> {
  if (answer === "" || answer === "*") return { value: mayBeEmpty ? [everybody] : [] };
  const members = await listMembers(slack);
  if ("problem" in members) return { wrong: members.problem };
  const words = answer
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  const found = await Promise.all(words.map((word) => findOne(slack, members, word)));
  const wrong = found.flatMap((each) => ("wrong" in each ? [each.wrong] : []));
  if (wrong.length > 0) return { wrong: wrong.join("\n    ") };
  const people = found.flatMap((each) => ("value" in each ? [each.value] : []));
  return { value: [...new Map(people.map((each) => [each.id, each])).values()] };
}

async function findOne(slack: Slack, members: readonly Member[], word: string): Promise<Read<Member>> {
  if (/^[^@\s]+@[^@\s]+$/.test(word)) {
    const person = await findByEmail(slack, word);
    const why = `nobody is found by ${word}: addresses take the scope users:read.email, which manifest.yml does not ask for; a name does`;
    return person ? { value: person } : { wrong: why };
  }
  const wanted = word.replace(/^@/, "").toLowerCase();
  const exact = members.filter(({ names }) => names.includes(wanted));
  const close =
    exact.length > 0 ? exact : members.filter(({ names }) => names.some((each) => each.includes(wanted)));
  const [one, ...others] = close;
  if (!one)
    return { wrong: `nobody who could have a role is called ${word} (guests and bots never have one)` };
  if (others.length === 0) return { value: one };
  const some = close.slice(0, 8).map(({ id, name }) => `${name} (${id})`);
  return { wrong: `${word} may be ${listed(some)}${close.length > 8 ? " or others" : ""}: say it by the id` };
}
