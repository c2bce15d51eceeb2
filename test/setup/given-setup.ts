// npm run setup beside a simulated workspace and cluster, and a person who answers its questions from a list.
import { mkdtempSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { UsageError } from "#src/base/errors.ts";
import type { LoadCredentials } from "#src/kubernetes/connection/credentials.ts";
import { setup } from "#src/setup.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { readManifest } from "../../playground/manifest.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../playground/slack/workspace.ts";

export type World = {
  readonly workspace: Workspace;
  readonly cluster: SimulatedCluster;
  readonly folder: string;
  readonly close: () => Promise<void>;
};

export async function startWorld(options: WorkspaceOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "wheelhouse-setup-"));
  const directory = mkdtempSync(join(folder, "theirs-"));
  const workspace = await startWorkspace({ ...readManifest(), ...options });
  const cluster = await startCluster({ directory, controllers: false, heartbeatMs: 0, rules: [] });
  const close = async () => {
    await workspace.close();
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { workspace, cluster, folder, close };
}

/** What is typed at the questions that contain a text, in their order; "" is Enter. */
export type Answers = readonly (readonly [question: string, answer: string])[];

export type Sat = {
  readonly exitCode: number;
  /** All that was on the screen, questions included. */
  readonly screen: string;
  readonly opened: readonly string[];
};

/** Sits through it. Once the answers run out, it is as if the person pressed Ctrl-D. */
export async function sit(
  { workspace, cluster, folder }: World,
  answers: Answers,
  environment: Readonly<Record<string, string>> = {},
): Promise<Sat> {
  const screen: string[] = [];
  const opened: string[] = [];
  const left = [...answers];
  const ask = async (question: string) => {
    const next = left.shift();
    screen.push(question);
    if (next === undefined) throw new UsageError("Ended before it was done.");
    if (!question.includes(next[0])) throw new Error(`asked "${question}" where "${next[0]}" was expected`);
    return next[1].trim();
  };
  const exitCode = await setup({
    terminal: { say: (text) => screen.push(text), ask, askSecret: ask, close: () => undefined },
    folder,
    environment: { KUBECONFIG: cluster.adminKubeconfig, SLACK_API_URL: workspace.apiUrl, ...environment },
    openLink: (link) => opened.push(link),
    load: loadHere,
  });
  if (left.length > 0) throw new Error(`never asked: ${left.map(([question]) => question).join(", ")}`);
  return { exitCode, screen: screen.join("\n"), opened };
}

/** Reads a kubeconfig as the child process does, for those that the simulator and the set-up write. */
const loadHere: LoadCredentials = async ({ kubeconfig = "", context }) => {
  const { clusters, users, contexts, ...rest } = parse(readFileSync(kubeconfig, "utf8"));
  const wanted = context ?? rest["current-context"];
  const { context: found } = contexts.find((each: { name: string }) => each.name === wanted);
  const { cluster } = clusters.find((each: { name: string }) => each.name === found.cluster);
  const { user } = users.find((each: { name: string }) => each.name === found.user);
  const plain = (text: string | undefined) => text && Buffer.from(text, "base64").toString();
  const endpoint = {
    server: cluster.server,
    ca: plain(cluster["certificate-authority-data"]),
    cert: plain(user["client-certificate-data"]),
    key: plain(user["client-key-data"]),
    headers: user.token ? { authorization: `Bearer ${user.token}` } : ({} as Record<string, string>),
    rejectUnauthorized: true,
    ...{ proxy: undefined, servername: undefined },
  };
  return { endpoint };
};
