// What manifest.yml grants and subscribes to, so that the simulated workspace installs the app exactly as Slack would.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const Manifest = z.object({
  features: z.object({ slash_commands: z.array(z.object({ command: z.string() })) }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

export function readManifest() {
  const manifest = Manifest.parse(parse(readFileSync(join(import.meta.dirname, "../manifest.yml"), "utf8")));
  return {
    commands: manifest.features.slash_commands.map(({ command }) => command),
    scopes: manifest.oauth_config.scopes.bot,
    events: manifest.settings.event_subscriptions.bot_events,
  };
}
