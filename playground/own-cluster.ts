// The simulated workspace and the unmodified bot in front of a real cluster: read-only, unless changes are allowed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Log } from "#src/base/log.ts";
import { clusterIn, kubeconfigText } from "#src/kubernetes/connection/kubeconfig-cluster.ts";
import { type PlaygroundBot, playgroundBot } from "./bot.ts";
import { readManifest } from "./manifest.ts";
import { access, approvalsOf } from "./settings.ts";
import { defaultResidents } from "./slack/people.ts";
import { startWorkspace, type Workspace } from "./slack/workspace.ts";

export type OwnCluster = {
  readonly kubeconfig: string;
  /** The kubeconfig's current one when absent. */
  readonly context: string | undefined;
  readonly allowChanges: boolean;
};

type Options = {
  readonly own: OwnCluster;
  readonly approvals?: number;
  readonly port?: number;
  readonly log?: Log;
};

export type OwnPlayground = PlaygroundBot & {
  readonly workspace: Workspace;
  readonly close: () => Promise<void>;
};

/**
 * Nothing is kept outside a temporary folder, which `close` removes.
 * @throws ConfigError when the kubeconfig or its context is not there
 */
export async function startOnOwnCluster({
  own,
  approvals = 1,
  port = 0,
  log,
}: Options): Promise<OwnPlayground> {
  const { kubeconfig, context } = own;
  const name = clusterIn(kubeconfigText(kubeconfig), { path: kubeconfig, context });
  const workspace = await startWorkspace({ ...readManifest(), port, notice: noticeOn(name, own) });
  if (!own.allowChanges) everybodyOnlyLooks(workspace);
  const directory = await mkdtemp(join(tmpdir(), "wheelhouse-"));
  const settings = `${settingsFor(name, own)}${approvalsOf(approvals)}`;
  const bot = playgroundBot({ workspace, directory, settings, log });
  await bot.startBot();
  return { workspace, ...bot, close };

  async function close(): Promise<void> {
    await bot.stopBot();
    await workspace.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function noticeOn(name: string, { allowChanges }: OwnCluster): string {
  return allowChanges
    ? `Your own cluster ${name}: what is approved here is really done to it`
    : `Your own cluster ${name}: read-only, unless started with --allow-changes`;
}

function settingsFor(name: string, { kubeconfig, context, allowChanges }: OwnCluster): string {
  const channels = { alerts: "C0ALERTS", approvals: "C0OPS" };
  const clusters = { [name]: { kubeconfig, ...(context && { context }), channels } };
  // Without an operator nothing can be asked for, and what nobody asks for is never done.
  return `${stringify({ clusters })}${allowChanges ? access : 'access: { viewer: ["*"] }\n'}`;
}

/** So that everybody is what the page says. */
function everybodyOnlyLooks(workspace: Workspace): void {
  const members = defaultResidents({}).people.filter(
    ({ isBot, isRestricted, isStranger, deleted }) => !(isBot || isRestricted || isStranger || deleted),
  );
  for (const { id } of members) workspace.changePerson(id, { label: "viewer" });
}
