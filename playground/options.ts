// What may be written behind `npm run playground --`, and what is wrong with what was.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { OwnCluster } from "./own-cluster.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { type Channel, defaultResidents, type Person } from "./slack/people.ts";

const { people, channels } = defaultResidents({});
const speakers = people.filter(({ isBot, deleted }) => !isBot && !deleted);
const rooms = channels.filter(({ kind }) => kind !== "im");

export const usage = `npm run playground -- [options]

  --say "<line>"        say it, print the conversation and end; may be given several times. The exit code is 1 when
                        something that was said got no answer
  --as <person>         who says it: ${speakers.map(({ name, label }) => `${name} (${label})`).join(", ")}; ann if not given
  --channel <channel>   where: ${rooms.map(({ name }) => name).join(", ")}, or dm (a direct message to the bot); ops if not given
  --scenario <name>     break something first: ${SCENARIOS.map(({ name }) => name).join(", ")}
  --approvals <number>  how many must approve a change (1); with 2, both Bob and Sam
  --kubeconfig <file>   your own cluster instead of the simulated one; nothing can be changed there
  --context <name>      a context of that kubeconfig other than its current one
  --allow-changes       let changes to your own cluster be asked for and approved, as on the simulated one
  --port <number>       where the page is served (4848, or any free port when that is taken)
  --no-open             do not open a browser
  --verbose             show the bot's log`;

export type PlaygroundArguments = {
  readonly say: readonly string[];
  readonly as: Person;
  readonly channel: Channel;
  readonly scenarios: readonly string[];
  readonly approvals: number;
  readonly own: OwnCluster | undefined;
  readonly port: number | undefined;
  readonly open: boolean;
  readonly verbose: boolean;
};

/**
 * Files are named as seen from `folder`. Undefined: the usage was asked for.
 * @throws Error saying what was typed wrongly
 */
export function readArguments(words: readonly string[], folder: string): PlaygroundArguments | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      say: { type: "string", multiple: true, default: [] },
      as: { type: "string", default: "ann" },
      channel: { type: "string", default: "ops" },
      scenario: { type: "string", multiple: true, default: [] },
      approvals: { type: "string", default: "1" },
      kubeconfig: { type: "string" },
      context: { type: "string" },
      "allow-changes": { type: "boolean", default: false },
      port: { type: "string" },
      verbose: { type: "boolean", default: false },
      "no-open": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const as = personNamed(values.as);
  return {
    say: values.say,
    as,
    channel: channelNamed(values.channel, as),
    scenarios: values.scenario.map(scenarioNamed),
    approvals: wholeNumber("--approvals", values.approvals, { from: 1, to: 2 }),
    own: ownCluster(values, folder),
    port: values.port === undefined ? undefined : wholeNumber("--port", values.port, { from: 0, to: 65_535 }),
    open: !values["no-open"],
    verbose: values.verbose,
  };
}

function personNamed(name: string): Person {
  const found = speakers.find(
    (each) => each.id === name || each.name === name.replace(/^@/, "").toLowerCase(),
  );
  return found ?? wrong(`There is no person ${name}.`, speakers);
}

function channelNamed(name: string, as: Person): Channel {
  const wanted = name.replace(/^#/, "").toLowerCase();
  const found =
    wanted === "dm"
      ? channels.find(({ user }) => user === as.id)
      : channels.find((each) => each.id === name || (each.kind !== "im" && each.name === wanted));
  if (!found) return wrong(`There is no channel ${name}.`, [...rooms, { name: "dm" }]);
  if (!found.members.has(as.id)) throw new Error(`${as.realName} is not in #${found.name}.`);
  return found;
}

function scenarioNamed(name: string): string {
  return (
    SCENARIOS.find((each) => each.name === name)?.name ?? wrong(`There is no scenario ${name}.`, SCENARIOS)
  );
}

type Own = { kubeconfig?: string; context?: string; scenario: string[]; "allow-changes": boolean };

function ownCluster({ kubeconfig, context, scenario, "allow-changes": allowChanges }: Own, folder: string) {
  if (kubeconfig === undefined) {
    const needless = context === undefined ? allowChanges && "--allow-changes" : "--context";
    if (needless)
      throw new Error(`${needless} is about your own cluster: name its kubeconfig with --kubeconfig.`);
    return undefined;
  }
  if (scenario.length > 0) throw new Error("--scenario breaks the simulated cluster only, never your own.");
  const path = resolve(folder, kubeconfig);
  if (!existsSync(path)) throw new Error(`There is no kubeconfig ${path}.`);
  return { kubeconfig: path, context, allowChanges };
}

function wholeNumber(option: string, text: string, { from, to }: { from: number; to: number }): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  throw new Error(`${option} is a number from ${from} to ${to}, not ${text}.`);
}

function wrong(what: string, known: readonly { readonly name: string }[]): never {
  throw new Error(`${what} There is ${known.map(({ name }) => name).join(", ")}.`);
}
