// Asks one command the way the bot does: a typed line is parsed, answered, drawn and held against Slack's limits.
import { join } from "node:path";
import type { Actor } from "#src/base/actor.ts";
import { UnreachableError } from "#src/base/errors.ts";
import type { Answer, Table } from "#src/card/answer.ts";
import { plainOf } from "#src/card/sentence.ts";
import type { PlanContext } from "#src/command/define.ts";
import { loadCommands } from "#src/command/load.ts";
import { parseLine } from "#src/command/parse.ts";
import { createCatalogue } from "#src/diagnosis/load-signatures.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { ClusterView, Reach, Snapshot } from "#src/kubernetes/cluster.ts";
import type { Operation } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import type { Scheduled } from "#src/schedule/schedule.ts";
import { validateMessage } from "#src/slack/block-kit.ts";
import { renderAnswer } from "#src/slack/render/answer.ts";
import type { SlackMessage } from "#src/slack/render/message.ts";
import {
  givenAgentPod,
  givenCondition,
  givenCrashingPod,
  givenDaemonSet,
  givenNode,
  givenPod,
  givenRecord,
  minute,
  now,
  ready,
  silent,
} from "../given.ts";
import { noHosts } from "../hosts/none.ts";

const signatures = createCatalogue([]);

export const commands = await loadCommands(join(import.meta.dirname, "../../commands"));

export type Asked = { readonly answer: Answer; readonly message: SlackMessage; readonly faults: unknown };

/** @throws BotError as the command does */
export async function ask(
  line: string,
  ...clusters: readonly [ClusterView, ...ClusterView[]]
): Promise<Asked> {
  return askOf(line, clusters, {});
}

/** The same of a bot that has operations and an audit. */
export async function askOf(
  line: string,
  clusters: readonly [ClusterView, ...ClusterView[]],
  record: Parameters<typeof givenRecord>[0] & {
    readonly hosts?: HostsView;
    readonly schedules?: readonly Scheduled[];
    readonly by?: Actor;
    readonly now?: number;
  },
): Promise<Asked> {
  const parsed = parseLine(commands, line);
  if (parsed.kind !== "complete" || parsed.command.kind !== "query")
    throw new Error(`${line} is ${parsed.kind}`);
  const [cluster] = clusters;
  const context = {
    ...(parsed.command.needs === "none" ? {} : { cluster, hosts: record.hosts ?? noHosts }),
    clusters,
    commands,
    roles: new Set(["viewer"] as const),
    ...givenRecord(record),
    schedules: { list: async () => record.schedules ?? [] },
    signatures,
    ...(record.by ? { by: record.by } : {}),
    now: record.now ?? now,
  };
  const answer = await parsed.command.answer(parsed.args, {
    ...context,
    signal: AbortSignal.timeout(60_000),
  });
  const message = renderAnswer(answer, { line, by: "U01ANN" });
  return { answer, message, faults: validateMessage(message) };
}

/** What a line that changes something would do. @throws BotError as the command does */
export async function planOf(
  line: string,
  cluster: ClusterView,
  self?: PlanContext["self"],
  hosts: HostsView = noHosts,
  at = now,
  before: readonly Operation[] = [],
): Promise<Plan> {
  const parsed = parseLine(commands, line);
  if (parsed.kind !== "complete" || parsed.command.kind !== "operation")
    throw new Error(`${line} is ${parsed.kind}`);
  return parsed.command.plan(parsed.args, {
    cluster,
    hosts,
    operations: { list: async () => before },
    self,
    now: at,
    signal: AbortSignal.timeout(60_000),
  });
}

/** What a line decides about which record, and with what words. */
export function decisionOf(line: string): Readonly<Record<string, unknown>> {
  const parsed = parseLine(commands, line);
  if (parsed.kind !== "complete" || parsed.command.kind !== "decision")
    throw new Error(`${line} is ${parsed.kind}`);
  const { on, verdict } = parsed.command;
  return { on, verdict, ...parsed.args };
}

export function tableOf({ parts }: Answer): Table {
  const found = parts.flatMap((part) => (part.kind === "table" ? [part.table] : []))[0];
  return found ?? { columns: [], rows: [] };
}

/** The rows by the titles of the first columns, as many as were asked for. */
export function rowsOf(answer: Answer, columns: number): readonly string[] {
  return tableOf(answer).rows.map((row) => row.slice(0, columns).map(plainOf).join(" | "));
}

/** The sentences below a title, in words; those without one where none is given. */
export function sentencesOf({ parts }: Answer, title?: string): readonly string[] {
  return parts
    .flatMap((part) => (part.kind === "sentences" && part.title === title ? part.sentences : []))
    .map(plainOf);
}

export function factOf({ parts }: Answer, label: string): string | undefined {
  return parts
    .flatMap((part) => (part.kind === "facts" ? part.facts : []))
    .find(([name]) => name === label)?.[1];
}

export function linesOf({ parts }: Answer, title: string): readonly string[] {
  return parts.flatMap((part) => (part.kind === "list" && (part.title ?? "") === title ? part.lines : []));
}

/** Every text node of a message as one text. */
export function textsOf(message: SlackMessage): string {
  return JSON.stringify(message.blocks);
}

export function unreachable(lastSeen: number | undefined): Reach {
  const error = new UnreachableError("cannot reach home: certificate expired on 2026-11-20");
  return { state: "unreachable", since: now - 5 * minute, lastSeen, error };
}

/** One control plane, a worker and a Raspberry Pi, all well. */
export function wellHome(): Pick<Snapshot, "nodes" | "pods" | "daemonSets"> {
  const names = ["cp-1", "worker-1", "pi-1"];
  return {
    nodes: [
      givenNode({ name: "cp-1", roles: ["control-plane"] }),
      givenNode({ name: "worker-1" }),
      givenNode({ name: "pi-1", arch: "arm64" }),
    ],
    daemonSets: [givenDaemonSet(), givenDaemonSet({ name: "cilium" })],
    pods: [
      ...names.flatMap((name) => [givenAgentPod("kube-proxy", name), givenAgentPod("cilium", name)]),
      ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"].map((component) =>
        givenPod({
          namespace: "kube-system",
          name: `${component}-cp-1`,
          node: "cp-1",
          labels: { component },
        }),
      ),
      givenPod({ namespace: "kube-system", name: "coredns-a", labels: { "k8s-app": "kube-dns" } }),
      givenPod(),
    ],
  };
}

/** A thousand nodes and ten thousand pods, some of which are in a bad way. */
export function bigHome(): Pick<Snapshot, "nodes" | "pods" | "daemonSets"> {
  const nodes = Array.from({ length: 1_000 }, (_, at) =>
    givenNode({
      name: `node-${at}`,
      conditions:
        at % 100 === 7
          ? [silent()]
          : at % 100 === 8
            ? [ready, givenCondition("DiskPressure", "True")]
            : [ready],
    }),
  );
  const pods = Array.from({ length: 10_000 }, (_, at) => {
    const more = {
      name: `web-${at}`,
      uid: `${at}`,
      namespace: `team-${at % 40}`,
      node: `node-${at % 1_000}`,
    };
    return at % 500 === 3 ? givenCrashingPod(more) : givenPod(more);
  });
  return { nodes, pods, daemonSets: [givenDaemonSet()] };
}

/** What somebody might call a pod's label, a message or a log line to make the bot shout or lie. */
export const hostile =
  "<!channel> <@U02BOB> `code` *bold* <https://evil.example|home> \u202Eecived\u202C \u001b[31mred\u0007\u0000 &amp;";
