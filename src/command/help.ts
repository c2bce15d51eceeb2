// Help generated from the definitions: what there is, how it is typed and who may use it. It is for the person who asked alone.
import type { Answer, Button, Part } from "#src/card/answer.ts";
import { argumentsOf, ofEveryChange } from "./argument.ts";
import type { Role } from "./authorize.ts";
import { type Command, type CommandTree, phraseOf } from "./define.ts";
import { groupNamed } from "./resolve.ts";
import { mostUsed, type Topic, topicOf, topicsInOrder } from "./topics.ts";
import { usageOf } from "./usage.ts";

/** Help on one command, for the person who typed `--help`. */
export function helpOn(command: Command, held: ReadonlySet<Role>): { message: string; hint: string } {
  const described = everyArgument(command).filter(({ description }) => description !== "");
  return {
    message: [
      `${command.summary}.`,
      `Usage: ${usageOf(command)}`,
      ...described.map(({ name, description }) => `  ${name}: ${description}`),
    ].join("\n"),
    hint: `Needs the role ${command.role}${held.has(command.role) ? ", which you have." : ", which you do not have."}`,
  };
}

/** What was asked about: nothing, `all`, a topic, a group, or one command. Nonsense gets the first page. */
export function helpAbout(tree: CommandTree, held: ReadonlySet<Role>, about: string): Answer {
  const topic = topicsInOrder.find(({ name }) => name === about);
  if (topic) return helpTopic(tree, held, topic);
  if (about === "all") return helpAll(tree, held);
  const group = groupNamed(tree, about);
  const named = commandsNamed(tree, about, group);
  const [only, ...others] = named;
  if (only && others.length === 0) return helpCommand(only, held);
  if (named.length > 0) return helpOnSeveral(named, held, about);
  return helpFirst();
}

/** By its phrase, by its group, or by what people type for it: `drain`, `restart`. */
function commandsNamed(tree: CommandTree, about: string, group: string | undefined): CommandTree {
  const exact = tree.filter((each) => phraseOf(each) === about);
  if (exact.length > 0 || about === "") return exact;
  if (group !== undefined) return tree.filter(({ path }) => path[0] === group);
  return tree.filter((each) => answersTo(each, about));
}

function answersTo({ path, aliases = [] }: Command, about: string): boolean {
  return aliases.includes(about) || path.at(-1) === about || [...path].reverse().join(" ") === about;
}

function helpFirst(): Answer {
  return page("What you can ask me", [
    { kind: "facts", facts: mostUsed },
    {
      kind: "list",
      title: "Good to know",
      lines: [
        "Behind /k8s, in a mention, or in a direct message. kubectl's words work too, and so do questions.",
        "A change is shown first and runs once somebody else approves it; --dry-run only shows it.",
        "--cluster <name> picks the cluster; --help behind a command or a group explains it.",
      ],
    },
  ]);
}

function helpTopic(tree: CommandTree, held: ReadonlySet<Role>, { name, title }: Topic): Answer {
  const commands = tree.filter((command) => topicOf(command).name === name);
  return page(title, facts(commands, held), `help ${name}`);
}

function helpAll(tree: CommandTree, held: ReadonlySet<Role>): Answer {
  const parts = topicsInOrder.flatMap(({ name, title }): readonly Part[] => [
    { kind: "list", title, lines: [] },
    ...facts(
      tree.filter((command) => topicOf(command).name === name),
      held,
    ),
  ]);
  return page(`All ${tree.length} commands`, parts, "help all");
}

function helpOnSeveral(commands: CommandTree, held: ReadonlySet<Role>, about: string): Answer {
  const parts = commands.map(
    (command): Part => ({
      kind: "facts",
      facts: [
        [phraseOf(command), said(command, held)],
        ["Type", usageOf(command)],
      ],
    }),
  );
  const isGroup = commands.every(({ path }) => path[0] === commands[0]?.path[0]);
  const headline = isGroup ? `What can be done with ${commands[0]?.path[0]}` : `What ${about} can mean`;
  return page(headline, parts, `help ${about}`);
}

function helpCommand(command: Command, held: ReadonlySet<Role>): Answer {
  const described = everyArgument(command).filter(({ description }) => description !== "");
  const phrase = phraseOf(command);
  const answer = page(
    `${phrase}: ${command.summary}`,
    [
      {
        kind: "facts",
        facts: [
          ["Type", usageOf(command)],
          ...described.map(({ name, description }) => [name, description] as const),
          ["Who", `${command.role}${held.has(command.role) ? "" : ", which you are not"}`],
        ],
      },
    ],
    `help ${phrase}`,
  );
  const run: readonly Button[] = held.has(command.role)
    ? [{ label: `Run ${phrase}…`, line: phrase, how: "thread" }]
    : [];
  return { ...answer, buttons: [...run, ...(answer.buttons ?? [])] };
}

/** A part shows only so many. */
const inOnePart = 20;

function facts(commands: CommandTree, held: ReadonlySet<Role>): readonly Part[] {
  if (commands.length === 0) return [];
  const now = commands.slice(0, inOnePart);
  const rows = now.map((command) => [phraseOf(command), said(command, held)] as const);
  return [{ kind: "facts", facts: rows }, ...facts(commands.slice(inOnePart), held)];
}

function said({ summary, role }: Command, held: ReadonlySet<Role>): string {
  return held.has(role) ? summary : `${summary} (for an ${role}, not you)`;
}

function everyArgument(command: Command) {
  return [...argumentsOf(command.args), ...(command.kind === "operation" ? ofEveryChange : [])];
}

/** Its buttons redraw it: every page leads to every other. */
function page(headline: string, parts: readonly Part[], line = "help"): Answer {
  const pages = [
    ["Most used", "help"],
    ...topicsInOrder.map(({ name, title }) => [title, `help ${name}`]),
    ["All commands", "help all"],
  ] as const;
  return {
    headline,
    tone: "neutral",
    isPrivate: true,
    parts,
    buttons: pages
      .filter(([, to]) => to !== line)
      .map(([label = "", to = ""]) => ({ label, line: to, how: "redraw" as const })),
  };
}
