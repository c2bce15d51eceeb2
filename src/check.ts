// npm run check: everything that is wrong with the set-up, at once. It changes nothing and opens no store.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { advise } from "#src/kubeadm/advise.ts";
import { connectAlertmanager } from "./alertmanager/alertmanager.ts";
import { systemClock } from "./base/clock.ts";
import { BotError } from "./base/errors.ts";
import type { Finding } from "./base/finding.ts";
import { silentLog } from "./base/log.ts";
import { loadCommands } from "./command/load.ts";
import { type Environment, readEnvironment, type Variables } from "./config/environment.ts";
import { readSettings } from "./config/parse-settings.ts";
import { clusterOfChannel, type Settings } from "./config/settings.ts";
import { connectPerson, type Person } from "./kubernetes/account/connect-person.ts";
import { allRights, missingRights } from "./kubernetes/account/review-rights.ts";
import { connectCluster } from "./kubernetes/connect.ts";
import type { LoadCredentials } from "./kubernetes/connection/credentials.ts";
import { isForbidden } from "./kubernetes/connection/failure.ts";
import { wrongSchedules } from "./request/schedule-line.ts";
import { sayRights } from "./setup/rights.ts";
import { checkWorkspace } from "./slack/check-workspace.ts";
import { authorizationOf } from "./start/alertmanagers.ts";

type Cluster = Settings["clusters"][string];

const read = (path: string) => readFileSync(path, "utf8");
/** As long as a person waits for a cluster that does not answer. */
const withinMs = 15_000;

/** Never rejects, but for a bug. `load` is how a kubeconfig is loaded; tests give their own. */
export async function check(variables: Variables, load?: LoadCredentials): Promise<readonly Finding[]> {
  const path = variables.WHEELHOUSE_CONFIG || "wheelhouse.yaml";
  const { settings, problems } = readSettings(path, read);
  const environment = readEnvironment(variables, settings?.slack.mode ?? "socket", read);
  const lines = settings && settings.schedules.length > 0 ? await wrongLines(settings) : [];
  const written = [...problems, ...environment.problems, ...lines];
  const found = await Promise.all([
    environment.values ? checkSlack(environment.values, settings) : [],
    ...Object.entries(settings?.clusters ?? {}).flatMap(([name, cluster]) => [
      checkCluster(name, cluster, load),
      checkAlertmanager(name, cluster),
    ]),
  ]);
  return [
    ...(written.length === 0 ? [{ ok: true, text: `${path} and the environment: can be read` }] : []),
    ...written.map((text) => ({ ok: false, text })),
    ...found.flat(),
  ];
}

/** What schedules would type, held against the commands: nobody is there to be asked back when they do. */
async function wrongLines(settings: Settings): Promise<readonly string[]> {
  const known = {
    commands: await loadCommands(join(import.meta.dirname, "../commands")),
    clusters: Object.keys(settings.clusters).map((name) => ({ name })),
    clusterOfChannel: clusterOfChannel(settings),
  };
  return wrongSchedules(known, settings.schedules);
}

function checkSlack(environment: Environment, settings: Settings | undefined) {
  const { botToken, appToken, slackApiUrl } = environment;
  const named = [
    settings?.slack.channels,
    ...Object.values(settings?.clusters ?? {}).map((each) => each.channels),
  ];
  const channels = [
    ...named.flatMap((each) => [each?.alerts, each?.critical, each?.approvals]),
    ...(settings?.schedules ?? []).map(({ channel }) => channel),
  ];
  return checkWorkspace({
    ...{ apiUrl: slackApiUrl, botToken, appToken, scopes: manifestScopes() },
    channels: [...new Set(channels)].filter((each) => each !== undefined),
  });
}

/** None where the file was left out, as in the container. */
function manifestScopes(): readonly string[] {
  const path = join(import.meta.dirname, "../manifest.yml");
  return existsSync(path) ? parse(read(path)).oauth_config.scopes.bot : [];
}

async function checkCluster(
  name: string,
  { kubeconfig, context, inCluster }: Cluster,
  load: LoadCredentials | undefined,
): Promise<readonly Finding[]> {
  if (kubeconfig !== undefined && !existsSync(kubeconfig))
    return [{ ok: false, text: `Cluster ${name}: there is no kubeconfig ${kubeconfig}` }];
  const shared = { name, kubeconfig, context, inCluster, ...(load && { load }) };
  const cluster = connectCluster({ ...shared, advise, clock: systemClock, log: silentLog });
  const account = connectPerson({ ...shared, advise });
  try {
    cluster.start();
    await cluster.settled(AbortSignal.timeout(withinMs));
    const { reach, nodes } = cluster.snapshot();
    if (reach.state === "connecting")
      return [
        {
          ok: false,
          text: `Cluster ${name}: ${cluster.server()} does not answer within ${withinMs / 1_000} s`,
        },
      ];
    if (reach.state === "live")
      return [
        { ok: true, text: `Cluster ${name}: ${cluster.server()} answers, ${nodes.length} nodes can be read` },
        ...(await checkRights(name, account)),
      ];
    return [
      { ok: false, text: `Cluster ${name}: ${sayError(reach.error)}` },
      // Where one resource is forbidden, others may be, too.
      ...(isForbidden(reach.error.cause) ? await checkRights(name, account) : []),
    ];
  } finally {
    account.stop();
    await cluster.stop();
  }
}

async function checkAlertmanager(name: string, { alertmanager: way }: Cluster): Promise<readonly Finding[]> {
  if (!way) return [];
  const { silences } = connectAlertmanager({ url: way.url, authorization: () => authorizationOf(way) });
  try {
    await silences(AbortSignal.timeout(withinMs));
    return [{ ok: true, text: `Alertmanager of ${name}: ${way.url} answers` }];
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [{ ok: false, text: `Alertmanager of ${name}, ${way.url}: ${sayError(error)}` }];
  }
}

async function checkRights(name: string, account: Person): Promise<readonly Finding[]> {
  try {
    return sayRights(name, { all: allRights, missing: await missingRights(account, allRights) });
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return [{ ok: false, text: `Rights on ${name}: ${sayError(error)}` }];
  }
}

function sayError({ message, hint }: BotError): string {
  return [message, hint].filter(Boolean).join("; ");
}

export function sayFindings(found: readonly Finding[]): string {
  const wrong = found.filter(({ ok }) => !ok).length;
  const lines = found.map(({ ok, text }) => `${ok ? "✓" : "✗"} ${text}`);
  return [...lines, "", wrong === 0 ? "All is ready: npm start." : `${wrong} to mend.`].join("\n");
}

if (import.meta.main) {
  const found = await check(process.env);
  console.log(sayFindings(found));
  process.exit(found.every(({ ok }) => ok) ? 0 : 1);
}
