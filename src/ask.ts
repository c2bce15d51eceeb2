// npm run ask: one question to one cluster, answered in the terminal. It opens no store, connects to no chat and changes nothing.

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { advise } from "#src/kubeadm/advise.ts";
import { systemClock } from "./base/clock.ts";
import { BotError, ConfigError, UsageError } from "./base/errors.ts";
import { silentLog } from "./base/log.ts";
import { createRedactor } from "./base/redact.ts";
import type { Answer, Button } from "./card/answer.ts";
import { type CommandTree, phraseOf, type Query } from "./command/define.ts";
import { helpOn } from "./command/help.ts";
import { loadCommands } from "./command/load.ts";
import { parseLine } from "./command/parse.ts";
import { usageOf } from "./command/usage.ts";
import { quoteWord } from "./command/words.ts";
import { createCatalogue } from "./diagnosis/load-signatures.ts";
import type { ClusterConnection } from "./kubernetes/cluster.ts";
import { connectCluster } from "./kubernetes/connect.ts";
import type { LoadCredentials } from "./kubernetes/connection/credentials.ts";
import { clusterIn, kubeconfigText } from "./kubernetes/connection/kubeconfig-cluster.ts";
import { redactAll } from "./slack/redact-all.ts";
import { type AskArguments, readAskArguments, usage } from "./terminal/arguments.ts";
import { drawAnswer, type Screen } from "./terminal/draw-answer.ts";
import { elsewhere, notKept } from "./terminal/not-kept.ts";

export type Surroundings = Screen & {
  /** Where the person is: files are named as seen from there. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How a kubeconfig is loaded; tests give their own. */
  readonly load?: LoadCredentials;
};

export type Said = {
  /** For standard output; what went wrong is for standard error. */
  readonly output: string;
  readonly error: string;
  /** 0: all is well. 1: something is wrong, or nobody could say. 2: it was typed wrongly. */
  readonly exitCode: 0 | 1 | 2;
};

/** As long as a person waits for an answer. */
const withinMs = 20_000;
/** Never rejects, but for a bug. */
export async function ask(given: readonly string[], around: Surroundings): Promise<Said> {
  const json = given.includes("--json");
  try {
    const wanted = readAskArguments(given);
    if (wanted.help) return { output: usage, error: "", exitCode: 0 };
    return await answer(wanted, around);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    const { message, hint, shell, offers } = error;
    const said = redactAll({ error: message, hint, shell, offers }, createRedactor([]));
    const exitCode = error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
    if (json) return { output: JSON.stringify(said), error: "", exitCode };
    return { output: "", error: wordsOf(said), exitCode };
  }
}

type Failed = Pick<BotError, "hint" | "shell" | "offers"> & { readonly error: string };

/** What to paste into a shell, and what can be asked instead, stands below it. */
function wordsOf({ error, hint, shell, offers }: Failed): string {
  const instead = offers.length > 0 ? [`Ask instead: ${offers.join(" | ")}`] : [];
  return [error, ...shell.map((line) => `  ${line}`), ...(hint ? [hint] : []), ...instead].join("\n");
}

async function answer(wanted: AskArguments, around: Surroundings): Promise<Said> {
  // The cluster is read while the commands are. That it cannot be is said where a question needs it.
  const connecting = Promise.try(() => connect(wanted, around));
  const connected = connecting.catch(() => undefined);
  try {
    const commands = await loadCommands(join(import.meta.dirname, "../commands"));
    const line = lineOf(wanted.words);
    const asked = queryIn(commands, line);
    if ("help" in asked) return { output: asked.help, error: "", exitCode: 0 };
    const cluster = asked.command.needs === "none" ? await connected : await connecting;
    if (asked.cluster !== undefined && asked.cluster !== cluster?.name)
      throw new UsageError(`Only ${cluster?.name} is asked here.`, {
        hint: "--context <name> names another.",
      });
    const found = redactAll(await answerOf(asked, commands, cluster), createRedactor([]));
    const shown = { ...found, buttons: askable(found, commands) };
    const output = wanted.json
      ? JSON.stringify({ cluster: cluster?.name, line, ...shown }, undefined, 2)
      : drawAnswer(shown, around);
    return { output, error: "", exitCode: isWell(found) ? 0 : 1 };
  } finally {
    await (await connected)?.stop();
  }
}

/** One word is a line in quotes; of several, the shell has taken the quotes away. */
function lineOf(words: readonly string[]): string {
  const [line = "", ...more] = words;
  return (more.length === 0 ? line : words.map(quoteWord).join(" ")).replace(/^\/k8s\s+/, "");
}

type Asked = {
  readonly command: Query;
  readonly args: Record<string, unknown>;
  readonly cluster: string | undefined;
};

function queryIn(commands: CommandTree, line: string): Asked | { readonly help: string } {
  const parsed = parseLine(commands, line);
  if (parsed.kind === "help") return { help: helpOn(parsed.command, new Set(["viewer"])).message };
  const { command } = parsed;
  const phrase = phraseOf(command);
  if (command.kind !== "query")
    throw new UsageError(`Nobody here can be asked for ${phrase}.`, { hint: elsewhere });
  if (parsed.kind === "incomplete")
    throw new UsageError(`${phrase} needs ${parsed.missing.join(" and ")}.`, { hint: usageOf(command) });
  return { command, args: parsed.args, cluster: parsed.cluster };
}

/** What can be asked next, as it is typed here. */
function askable({ buttons = [] }: Answer, commands: CommandTree): readonly Button[] {
  return buttons
    .filter(({ line }) => parseLine(commands, line).command.kind === "query")
    .map((button) => ({ ...button, line: button.line.replace(/ --cluster=\S+/, "") }));
}

function connect({ kubeconfig, context }: AskArguments, around: Surroundings): ClusterConnection {
  const path = kubeconfig === undefined ? usualKubeconfig(around) : resolve(around.folder, kubeconfig);
  const name = clusterIn(kubeconfigText(path), { path, context });
  const cluster = connectCluster({
    advise,
    name,
    kubeconfig: path,
    context,
    clock: systemClock,
    log: silentLog,
    ...(around.load && { load: around.load }),
  });
  cluster.start();
  return cluster;
}

/** The first that there is of $KUBECONFIG, else kubectl's own. */
function usualKubeconfig({ environment, folder }: Surroundings): string {
  const named = (environment.KUBECONFIG ?? "").split(delimiter).filter(Boolean);
  const paths = named.map((path) => resolve(folder, path));
  return paths.find(existsSync) ?? paths[0] ?? join(environment.HOME ?? homedir(), ".kube/config");
}

async function answerOf(
  asked: Asked,
  commands: CommandTree,
  cluster: ClusterConnection | undefined,
): Promise<Answer> {
  const signal = AbortSignal.timeout(withinMs);
  if (asked.command.needs !== "none") await cluster?.settled(signal);
  return asked.command.answer(asked.args, {
    ...(cluster ? { cluster, clusters: [cluster] } : { clusters: [] }),
    commands,
    roles: new Set(["viewer"]),
    ...notKept,
    signatures: createCatalogue([]),
    now: systemClock.now(),
    signal,
  });
}

function isWell({ tone }: Answer): boolean {
  return tone === "good" || tone === "neutral";
}

if (import.meta.main) {
  const { stdout } = process;
  const { output, error, exitCode } = await ask(process.argv.slice(2), {
    // npm runs scripts in the project's folder, whatever folder the person is in.
    folder: process.env.INIT_CWD ?? process.cwd(),
    environment: process.env,
    columns: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY,
    colours: stdout.isTTY && stdout.hasColors() && !process.env.NO_COLOR,
  });
  if (output) console.log(output);
  if (error) console.error(error);
  process.exitCode = exitCode;
}
