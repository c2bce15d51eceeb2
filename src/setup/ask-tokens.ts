// The two tokens: kept where Slack takes them, else asked for without an echo and tried.
import { wrongToken } from "#src/config/environment.ts";
import { tryAppToken, tryBotToken } from "#src/slack/look-up.ts";
import type { SecretsFile } from "./secrets-file.ts";
import { newAppLink } from "./slack-app.ts";
import type { Terminal } from "./terminal.ts";

type Key = "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN";

export type TokenParts = {
  readonly terminal: Terminal;
  readonly secrets: SecretsFile;
  readonly apiUrl: string;
  /** The text of manifest.yml. */
  readonly manifest: string;
  /** What the environment says, beside the file. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly openLink: (link: string) => void;
};

/** What works, in words, or why it does not. */
type Tried = { readonly works: string } | { readonly problem: string };

/** The bot token that Slack takes. */
export async function askTokens(parts: TokenParts): Promise<string> {
  const bot = await kept(parts, "SLACK_BOT_TOKEN");
  if (!bot) tellAboutApp(parts);
  const botToken = bot ?? (await askFor(parts, "SLACK_BOT_TOKEN"));
  const app = await kept(parts, "SLACK_APP_TOKEN");
  if (!app) parts.terminal.say(whereAppToken);
  if (!app) await askFor(parts, "SLACK_APP_TOKEN");
  return botToken;
}

function tellAboutApp({ terminal, manifest, openLink }: TokenParts): void {
  const link = newAppLink(manifest);
  terminal.say(
    `Make the app in Slack: the manifest is in this link.\n\n${link}\n\nPick the workspace, Next, Create; then “Install to Workspace”.`,
  );
  openLink(link);
  terminal.say("“OAuth & Permissions” shows the Bot User OAuth Token now (xoxb-…).");
}

const whereAppToken =
  "“Basic Information”, “App-Level Tokens”: generate one with the scope connections:write (xapp-…).";

/** The token that is there already, if Slack takes it. */
async function kept(parts: TokenParts, key: Key): Promise<string | undefined> {
  const { terminal, secrets, variables } = parts;
  const found = variables[key] ?? secrets.get(key);
  if (!found) return undefined;
  const where = variables[key] ? "the environment" : secrets.path;
  const tried = await tryIt(parts, key, found);
  terminal.say(
    "works" in tried ? `✓ ${key} in ${where}: ${tried.works}` : `✗ ${key} in ${where}: ${tried.problem}`,
  );
  return "works" in tried ? found : undefined;
}

async function askFor(parts: TokenParts, key: Key): Promise<string> {
  const { terminal, secrets, variables } = parts;
  if (variables[key])
    terminal.say(`Take ${key} out of the environment: it goes before what is asked for now.`);
  for (;;) {
    const typed = await terminal.askSecret(`${key} (it is not shown):`);
    const tried = await tryIt(parts, key, typed);
    if ("works" in tried) {
      secrets.set(key, typed);
      terminal.say(`  ✓ ${tried.works}`);
      return typed;
    }
    terminal.say(`  ✗ ${tried.problem}`);
  }
}

async function tryIt({ apiUrl }: TokenParts, key: Key, token: string): Promise<Tried> {
  if (token === "") return { problem: "nothing was typed" };
  const wrong = wrongToken(key, token);
  if (wrong) return { problem: wrong };
  if (key === "SLACK_APP_TOKEN") {
    const problem = await tryAppToken(apiUrl, token);
    return problem ? { problem } : { works: "Slack takes it" };
  }
  const tried = await tryBotToken({ apiUrl, botToken: token });
  return "problem" in tried ? tried : { works: `Slack takes it, in ${tried.team}` };
}
