// What a menu offers: the nodes, pods, namespaces, services or records whose name contains what was typed.

import type { Clock } from "#src/base/clock.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { within } from "#src/base/within.ts";
import { type Access, type Role, rolesOf } from "#src/command/authorize.ts";
import {
  type CampaignsView,
  type Command,
  type CommandTree,
  type IncidentsView,
  type OperationsView,
  phraseOf,
} from "#src/command/define.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { ruleNames } from "#src/incident/problems.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Chat, Choice } from "#src/slack/chat.ts";
import {
  campaignChoices,
  hostChoices,
  incidentChoices,
  operationChoices,
  silenceChoices,
} from "./record-choices.ts";

/** Slack shows at most 100 options, and an option's value holds 150 characters; its label 75. */
const most = 100;
const longestValue = 150;
const longestLabel = 75;
const withinMs = 2_500;

export type Asked = {
  readonly pick: string;
  readonly typed: string;
  readonly cluster: string | undefined;
  readonly by: string;
  /** The command whose form it is in. */
  readonly command?: string | undefined;
  /** What the form's other fields say by now. */
  readonly beside: Readonly<Record<string, string>>;
};

type Parts = {
  readonly commands: CommandTree;
  readonly clusters: readonly ClusterView[];
  readonly operations: Pick<OperationsView, "list">;
  readonly campaigns: Pick<CampaignsView, "list">;
  readonly incidents: Pick<IncidentsView, "list" | "silences">;
  /** The machines of a cluster. */
  readonly hosts: (cluster: string) => Pick<HostsView, "list">;
  readonly access: Access;
  readonly chat: Pick<Chat, "person">;
  readonly clock: Clock;
};

/** Empty for people who may not look at the cluster. Slack waits three seconds for it. */
export async function choicesFor(
  { commands, clusters, operations, campaigns, incidents, hosts, access, chat, clock }: Parts,
  asked: Asked,
): Promise<readonly Choice[]> {
  const person = await chat.person(asked.by);
  if (person.standing === "outsider" || !rolesOf(access, person).has("viewer")) return [];
  if (asked.pick === "command") return commandsFor(commands, rolesOf(access, person), asked.typed);
  const wanted = { command: commandNamed(commands, asked.command), by: asked.by };
  if (asked.pick === "operation") return offered(await operationChoices(operations, wanted), asked.typed);
  if (asked.pick === "campaign") return offered(await campaignChoices(campaigns), asked.typed);
  if (asked.pick === "incident") return offered(await incidentChoices(incidents, wanted), asked.typed);
  if (asked.pick === "silence") return offered(await silenceChoices(incidents), asked.typed);
  if (asked.pick === "rule")
    return offered(
      ruleNames.map((name) => ({ label: name, value: name })),
      asked.typed,
    );
  const cluster = clusters.find(({ name }) => name === asked.cluster) ?? clusters[0];
  if (!cluster) return [];
  if (asked.pick === "host")
    return offered(await hostChoices(hosts(cluster.name), wanted.command), asked.typed);
  const names = await within({ clock, ms: withinMs }, (signal) =>
    namesOf(cluster, asked.pick, { pod: asked.beside.pod, reading: signal }),
  );
  const typed = asked.typed.toLowerCase();
  return names
    .filter((name) => name.toLowerCase().includes(typed) && name.length <= longestValue)
    .slice(0, most)
    .map((value) => ({
      label: value.length > longestLabel ? `…${value.slice(1 - longestLabel)}` : value,
      value,
    }));
}

/** Those that they may use, by what they do. */
function commandsFor(tree: CommandTree, held: ReadonlySet<Role>, typed: string): readonly Choice[] {
  const usable = tree.filter(({ path, role }) => held.has(role) && path[0] !== "choose");
  const all = usable.map((each) => ({ label: `${phraseOf(each)}: ${each.summary}`, value: phraseOf(each) }));
  return offered(all, typed);
}

/** `approve`, or `approve op-7k3m9x` where its form is about one already. */
function commandNamed(tree: CommandTree, phrase = ""): Command | undefined {
  return tree.find((command) => `${phrase} `.startsWith(`${phraseOf(command)} `));
}

function offered(choices: readonly Choice[], typed: string): readonly Choice[] {
  return choices
    .filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()))
    .slice(0, most)
    .map(({ label, value }) => ({ label: shorten(oneLine(label), longestLabel), value }));
}

/** `pod` is what the form says already. */
async function namesOf(
  cluster: ClusterView,
  pick: string,
  { pod, reading }: { readonly pod: string | undefined; readonly reading: AbortSignal },
): Promise<readonly string[]> {
  const { nodes, pods } = cluster.snapshot();
  if (pick === "node") return nodes.map(({ name }) => name).sort();
  if (pick === "namespace") return [...new Set(pods.map(({ namespace }) => namespace))].sort();
  if (pick === "service") {
    const services = await cluster.services(undefined, reading);
    return services.map(({ namespace, name }) => `${namespace}/${name}`).sort();
  }
  if (pick === "workload") {
    const all = await cluster.workloads(undefined, reading);
    return all.map(({ namespace, kind, name }) => `${namespace}/${kind.toLowerCase()}/${name}`).sort();
  }
  if (pick === "container") {
    const of = pods.filter(({ namespace, name }) => [name, `${namespace}/${name}`].includes(pod ?? ""));
    const containers = (of.length > 0 ? of : pods).flatMap((each) => each.containers);
    return [...new Set(containers.map(({ name }) => name))].sort();
  }
  if (pick === "token") return (await cluster.bootstrapTokens(reading)).map(({ id }) => id).sort();
  if (pick === "request") {
    const all = await cluster.certificateRequests(reading);
    return all.filter(({ conditions }) => conditions.length === 0).map(({ name }) => name);
  }
  if (pick !== "pod") return [];
  const lost = lostNodes(nodes);
  const unwellFirst = pods.toSorted(
    (a, b) => Number(healthOf(a, lost).healthy) - Number(healthOf(b, lost).healthy),
  );
  return unwellFirst.map(({ namespace, name }) => `${namespace}/${name}`);
}
