// The whole thing on one machine: a simulated workspace, a simulated cluster and the unmodified bot between them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "#src/base/clock.ts";
import { type Log, silentLog } from "#src/base/log.ts";
import { parseSettings } from "#src/config/parse-settings.ts";
import { startWheelhouse, type Wheelhouse } from "#src/main.ts";
import { scenarioBoard } from "./board.ts";
import { type ClusterOptions, type SimulatedCluster, startCluster } from "./cluster/cluster.ts";
import { readManifest } from "./manifest.ts";
import type { Scenarios } from "./slack/options.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "./slack/workspace.ts";

export type Playground = {
  readonly workspace: Workspace;
  readonly cluster: SimulatedCluster;
  readonly scenarios: Scenarios;
  /** Ends the bot as a crash of its machine would not: in order. It can be started again. */
  readonly stopBot: (graceMs?: number) => Promise<void>;
  readonly startBot: () => Promise<Wheelhouse>;
  /** Where the bot serves health, metrics and, in HTTP mode, Slack. */
  readonly port: () => number;
  readonly close: () => Promise<void>;
};

export type PlaygroundOptions = {
  readonly workspace?: WorkspaceOptions;
  readonly cluster?: ClusterOptions;
  /** wheelhouse.yaml; `$KUBECONFIG` stands for the simulated cluster's. */
  readonly settings?: string;
  readonly mode?: "socket" | "http";
  readonly log?: Log;
  /** The bot's. */
  readonly clock?: Clock;
  /** False: everything but the bot is started. */
  readonly bot?: boolean;
};

/** Ann operates, Bob approves, Vic looks; Gus the guest has nothing. The alerts channel belongs to `home`. */
export const playgroundSettings = `
slack: { mode: socket }
clusters:
  home:
    kubeconfig: $KUBECONFIG
    channels: { alerts: C0ALERTS, approvals: C0OPS }
    nodeNetworks: [10.0.0.0/24]
access:
  viewer: [U0VIC]
  operator: [U0ANN]
  approver: [U0BOB]
`;

const signingSecret = "playground-signing-secret";

export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-"));
  const cluster = await startCluster({ directory, ...options.cluster });
  const scenarios = scenarioBoard(cluster);
  const workspace = await startWorkspace({ ...readManifest(), scenarios, ...options.workspace }).catch(
    giveUp,
  );
  let running: Wheelhouse | undefined;
  if (options.bot !== false) await startBot();
  return { workspace, cluster, scenarios, startBot, stopBot, port: () => running?.port ?? 0, close };

  async function giveUp(error: unknown): Promise<never> {
    await cluster.close();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }

  async function startBot(): Promise<Wheelhouse> {
    const { log = silentLog, clock = systemClock } = options;
    running = await startWheelhouse({ config: configuration(), log, clock });
    if (options.mode === "http") {
      workspace.deliverTo({ url: `http://127.0.0.1:${running.port}/slack/events`, signingSecret });
    }
    await running.settled(AbortSignal.timeout(10_000));
    return running;
  }

  async function stopBot(graceMs?: number): Promise<void> {
    await running?.stop(graceMs);
    running = undefined;
  }

  async function close(): Promise<void> {
    await stopBot();
    await workspace.close();
    await cluster.close();
    await rm(directory, { recursive: true, force: true });
  }

  function configuration() {
    const text = (options.settings ?? playgroundSettings).replaceAll("$KUBECONFIG", cluster.kubeconfig);
    const { settings, problems } = parseSettings("wheelhouse.yaml", text);
    if (!settings) throw new Error(problems.join("\n"));
    return {
      settings: { ...settings, slack: { ...settings.slack, mode: options.mode ?? settings.slack.mode } },
      environment: {
        botToken: workspace.botToken,
        appToken: workspace.appToken,
        signingSecret,
        slackApiUrl: workspace.apiUrl,
        database: join(directory, "wheelhouse.db"),
        port: 0,
        logLevel: "info" as const,
      },
    };
  }
}
