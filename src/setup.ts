// npm run setup: from nothing to a bot that can start, step by step. Run again, it keeps what is there and asks for what is missing.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { BotError } from "./base/errors.ts";
import { check, sayFindings } from "./check.ts";
import type { Variables } from "./config/environment.ts";
import type { Manifest } from "./kubernetes/account/manifests.ts";
import type { LoadCredentials } from "./kubernetes/connection/credentials.ts";
import { askChannel } from "./setup/ask-channel.ts";
import { askClusters } from "./setup/ask-cluster.ts";
import { askPeople } from "./setup/ask-people.ts";
import { askTokens } from "./setup/ask-tokens.ts";
import { checkFolder } from "./setup/files.ts";
import { openSecrets } from "./setup/secrets-file.ts";
import { openSettings } from "./setup/settings-file.ts";
import { type Terminal, terminalOn } from "./setup/terminal.ts";

export type Surroundings = {
  readonly terminal: Terminal;
  /** Where files are written and named from. */
  readonly folder: string;
  readonly environment: Variables;
  /** Shows a page, where that is possible. */
  readonly openLink: (link: string) => void;
  /** How a kubeconfig is loaded; tests give their own. */
  readonly load?: LoadCredentials;
};

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Nobody says one on purpose; this is for what an error may carry. */
const token = /(xox[a-z]|xapp)-[\w-]{3,}|eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** 0: it can start. 1: something is left to mend, or it was ended. Never rejects, but for a bug. */
export async function setup(around: Surroundings): Promise<0 | 1> {
  const terminal: Terminal = {
    ...around.terminal,
    say: (text) => around.terminal.say(text.replace(token, "[a token]")),
  };
  try {
    return await walk({ ...around, terminal });
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    terminal.say(["", error.message, error.hint].filter((each) => each !== undefined).join("\n"));
    return 1;
  } finally {
    terminal.close();
  }
}

async function walk({ terminal, folder, environment, openLink, load }: Surroundings): Promise<0 | 1> {
  const path = resolve(folder, environment.WHEELHOUSE_CONFIG || "wheelhouse.yaml");
  const settings = openSettings(path);
  const secrets = openSecrets(join(folder, "wheelhouse.env"));
  for (const each of new Set([folder, dirname(path)])) checkFolder(each);
  terminal.say(
    `Sets Wheelhouse up: ${path} and ${secrets.path}. Ctrl-C ends it; what is done by then is kept.`,
  );
  if (secrets.wasOpen) terminal.say(`! Others could read ${secrets.path}: that is over.`);

  const apiUrl = environment.SLACK_API_URL || "https://slack.com/api/";
  const variables = environment;
  const shared = { terminal, settings, load };
  const manifest = read("manifest.yml");
  const botToken = await askTokens({ terminal, secrets, apiUrl, manifest, variables, openLink });
  const slack = { apiUrl, botToken };
  await askClusters({
    ...shared,
    manifests: accountManifests(),
    usualKubeconfig: usualKubeconfig(environment, folder),
  });
  await askChannel({ ...shared, slack });
  await askPeople({ ...shared, slack });

  terminal.say("\nnpm run check says:");
  const found = await check({ ...secrets.all(), ...environment, WHEELHOUSE_CONFIG: path }, load);
  terminal.say(sayFindings(found));
  return found.every(({ ok }) => ok) ? 0 : 1;
}

function accountManifests(): readonly Manifest[] {
  return ["deploy/base/namespace.yaml", "deploy/base/rbac.yaml"].flatMap((path) =>
    // They are ours; a test compares them with what the code asks for.
    parseAllDocuments(read(path)).map((document) => document.toJS() as Manifest),
  );
}

/** The first that there is of $KUBECONFIG, else kubectl's own. */
function usualKubeconfig({ KUBECONFIG = "", HOME = homedir() }: Variables, folder: string): string {
  const named = KUBECONFIG.split(delimiter).filter(Boolean);
  const paths = named.map((path) => resolve(folder, path));
  return paths.find(existsSync) ?? paths[0] ?? join(HOME, ".kube/config");
}

/** Best effort: the link is printed anyway, and where there is no screen nothing is tried. */
function showInBrowser(link: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const isMac = process.platform === "darwin";
  if (!process.stdout.isTTY || !(isMac || DISPLAY || WAYLAND_DISPLAY)) return;
  spawn(isMac ? "open" : "xdg-open", [link], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

const usage = "npm run setup takes nothing behind it: it asks, and tokens are typed without being shown.";

/** A token that was typed behind the command is in the list of processes and in the shell's history. */
function sayNoArguments(words: readonly string[]): string {
  const isToken = words.some((word) => /^x(ox|app)/.test(word));
  return isToken ? `${usage}\nOthers could read that token: make a new one in Slack.` : usage;
}

if (import.meta.main) {
  const given = process.argv.slice(2);
  if (given.length > 0) {
    console.error(sayNoArguments(given));
    process.exit(given.join() === "--help" ? 0 : 2);
  }
  process.exitCode = await setup({
    terminal: terminalOn({ input: process.stdin, output: process.stdout }),
    folder: root,
    environment: process.env,
    openLink: showInBrowser,
  });
}
