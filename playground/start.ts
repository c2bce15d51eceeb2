// The whole thing on one machine: a simulated workspace, a simulated cluster and the unmodified bot between them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import type { SlackPace } from "#src/slack/pace.ts";
import { scenarioBoard } from "./board.ts";
import { type PlaygroundBot, playgroundBot } from "./bot.ts";
import { type ClusterOptions, type SimulatedCluster, startCluster } from "./cluster/cluster.ts";
import { type SimulatedMachines, startMachines } from "./hosts/machines.ts";
import { leapClock } from "./leap-clock.ts";
import { readManifest } from "./manifest.ts";
import { playgroundSettings, withMachines } from "./settings.ts";
import type { Scenarios, Time } from "./slack/options.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "./slack/workspace.ts";

export type Playground = PlaygroundBot & {
  readonly workspace: Workspace;
  readonly cluster: SimulatedCluster;
  readonly machines: SimulatedMachines;
  readonly scenarios: Scenarios;
  /** The time of everybody here, and of a bot that was given no clock of its own. */
  readonly time: Time;
  readonly close: () => Promise<void>;
};

export type PlaygroundOptions = {
  readonly workspace?: WorkspaceOptions;
  readonly cluster?: ClusterOptions;
  /** wheelhouse.yaml; `$KUBECONFIG` stands for the simulated cluster's. */
  readonly settings?: string;
  readonly mode?: "socket" | "http";
  /** Where the bot need not keep to Slack's. */
  readonly pace?: SlackPace;
  readonly log?: Log;
  /** The bot's, where it is not everybody's. */
  readonly clock?: Clock;
  /** False: everything but the bot is started. */
  readonly bot?: boolean;
};

export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-"));
  const clock = leapClock();
  const cluster = await startCluster({ directory, clock, ...options.cluster });
  const time = {
    aheadMs: clock.aheadMs,
    leap: clock.leap,
  };
  const machines = await startMachines({ cluster, directory });
  const scenarios = scenarioBoard({ cluster, machines });
  const workspace = await startWorkspace({
    ...{ ...readManifest(), scenarios, time, now: clock.now },
    ...options.workspace,
  }).catch(giveUp);
  const { settings = playgroundSettings, mode, pace, log } = options;
  const bot = playgroundBot({
    workspace,
    directory,
    settings: withMachines(settings, machines.settings).replaceAll("$KUBECONFIG", cluster.kubeconfig),
    ...{ mode, pace },
    log,
    clock: options.clock ?? clock,
  });
  if (options.bot !== false) await bot.startBot();
  return { workspace, cluster, machines, scenarios, time, ...bot, close };

  async function giveUp(error: unknown): Promise<never> {
    await machines.close();
    await cluster.close();
    await rm(directory, { recursive: true, force: true });
    throw error;
  }

  async function close(): Promise<void> {
    await bot.stopBot();
    await workspace.close();
    await machines.close();
    await cluster.close();
    await rm(directory, { recursive: true, force: true });
  }
}
