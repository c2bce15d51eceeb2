// The unmodified bot, started and stopped beside a simulated workspace.
import { join } from "node:path";
import { type Clock, systemClock } from "#src/base/clock.ts";
import { type Log, silentLog } from "#src/base/log.ts";
import type { Config } from "#src/config/config.ts";
import { parseSettings } from "#src/config/parse-settings.ts";
import type { SlackPace } from "#src/slack/pace.ts";
import { startWheelhouse, type Wheelhouse } from "#src/start/wheelhouse.ts";
import type { Workspace } from "./slack/workspace.ts";

export type PlaygroundBot = {
  /** Resolves when it has seen its clusters, or that it cannot. */
  readonly startBot: () => Promise<Wheelhouse>;
  /** Ends the bot as a crash of its machine would not: in order. It can be started again. */
  readonly stopBot: (graceMs?: number) => Promise<void>;
  /** Where the bot serves health, metrics and, in HTTP mode, Slack. */
  readonly port: () => number;
};

type Parts = {
  readonly workspace: Workspace;
  /** Holds the database, and whatever else it writes. */
  readonly directory: string;
  /** The text of wheelhouse.yaml. */
  readonly settings: string;
  readonly mode?: "socket" | "http" | undefined;
  readonly pace?: SlackPace | undefined;
  readonly log?: Log | undefined;
  readonly clock?: Clock | undefined;
};

const signingSecret = "playground-signing-secret";

export function playgroundBot(parts: Parts): PlaygroundBot {
  const { workspace, mode, pace, log = silentLog, clock = systemClock } = parts;
  let running: Wheelhouse | undefined;
  return { startBot, stopBot, port: () => running?.port ?? 0 };

  async function startBot(): Promise<Wheelhouse> {
    running = await startWheelhouse({ config: configurationOf(parts), pace, log, clock });
    if (mode === "http") {
      workspace.deliverTo({ url: `http://127.0.0.1:${running.port}/slack/events`, signingSecret });
    }
    await running.settled(AbortSignal.timeout(60_000));
    return running;
  }

  async function stopBot(graceMs?: number): Promise<void> {
    await running?.stop(graceMs);
    running = undefined;
  }
}

function configurationOf({ workspace, directory, settings: text, mode }: Parts): Config {
  const { settings, problems } = parseSettings("wheelhouse.yaml", text);
  if (!settings) throw new Error(problems.join("\n"));
  return {
    settings: { ...settings, slack: { ...settings.slack, mode: mode ?? settings.slack.mode } },
    environment: {
      botToken: workspace.botToken,
      appToken: workspace.appToken,
      signingSecret,
      slackApiUrl: workspace.apiUrl,
      database: join(directory, "wheelhouse.db"),
      port: 0,
      logLevel: "info",
    },
  };
}
