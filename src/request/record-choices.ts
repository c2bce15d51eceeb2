// What a menu offers of operations, campaigns, incidents, machines and silences: those that the command can do something about.
import { openCampaigns } from "#src/card/campaign-rows.ts";
import { openIncidents } from "#src/card/incident-rows.ts";
import { whatOf } from "#src/card/silence-rows.ts";
import type { CampaignsView, Command, IncidentsView, OperationsView } from "#src/command/define.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { type Event, type State as IncidentState, table } from "#src/incident/transitions.ts";
import type { Decision, Operation, State } from "#src/operation/operation.ts";
import type { Choice } from "#src/slack/chat.ts";

/** Who asks, and for which command, where that is known. */
type Wanted = { readonly command: Command | undefined; readonly by: string };

/** As judge takes them. */
const decidable: Readonly<Record<Decision, readonly State[]>> = {
  approve: ["proposed"],
  deny: ["proposed"],
  cancel: ["proposed"],
  stop: ["running"],
  resume: ["failed", "interrupted"],
  abandon: ["failed", "interrupted"],
};

/** Slack shows no more. */
const most = 100;

export async function operationChoices(
  { list }: Pick<OperationsView, "list">,
  { command, by }: Wanted,
): Promise<readonly Choice[]> {
  const verdict = command?.kind === "decision" && command.on === "operation" ? command.verdict : undefined;
  const found = verdict
    ? (await list({ states: decidable[verdict], limit: most })).filter((each) => fits(each, verdict, by))
    : openFirst(await list({ limit: most }));
  return found.map(({ id, plan, cluster, state }) => ({
    label: `${id} ${plan.title} on ${cluster}${verdict ? "" : `, ${state}`}`,
    value: id,
  }));
}

function fits({ queued, by: requester }: Operation, verdict: Decision, by: string): boolean {
  if (verdict === "approve") return !queued;
  return verdict !== "cancel" || requester === by;
}

const isOver: ReadonlySet<State> = new Set([
  "succeeded",
  "denied",
  "cancelled",
  "expired",
  "stale",
  "abandoned",
]);

function openFirst(operations: readonly Operation[]): readonly Operation[] {
  return operations.toSorted((a, b) => Number(isOver.has(a.state)) - Number(isOver.has(b.state)));
}

export async function campaignChoices({ list }: Pick<CampaignsView, "list">): Promise<readonly Choice[]> {
  const open = await list({ states: openCampaigns, limit: most });
  return open.map(({ id, course, cluster }) => ({ label: `${id} ${course.title} on ${cluster}`, value: id }));
}

const events: Readonly<Record<string, Event>> = {
  ack: "acknowledges",
  unack: "unacknowledges",
  silence: "silences",
  unsilence: "unsilences",
};

export async function incidentChoices(
  { list }: Pick<IncidentsView, "list">,
  { command }: Wanted,
): Promise<readonly Choice[]> {
  const verdict = command?.kind === "decision" && command.on === "incident" ? command.verdict : "";
  const event = events[verdict];
  const states = event ? openIncidents.filter((state) => takes(state, event)) : openIncidents;
  const open = await list({ states, limit: most });
  return open.map(({ id, summary, cluster }) => ({ label: `${id} ${cluster}: ${summary}`, value: id }));
}

function takes(state: IncidentState, event: Event): boolean {
  return event in table[state];
}

/** A key can be forgotten only where one was approved. */
export async function hostChoices(
  { list }: Pick<HostsView, "list">,
  command: Command | undefined,
): Promise<readonly Choice[]> {
  const isForgotten = command?.path.join(" ") === "host forget";
  return (await list())
    .filter(({ pin }) => pin || !isForgotten)
    .map(({ name, address, pin }) => ({
      label: `${name}, ${address}${pin ? "" : ", its key not approved"}`,
      value: name,
    }));
}

export async function silenceChoices({
  silences,
}: Pick<IncidentsView, "silences">): Promise<readonly Choice[]> {
  return (await silences()).map((silence) => ({
    label: `${silence.id} ${silence.cluster}: ${whatOf(silence)}, ${silence.why}`,
    value: silence.id,
  }));
}
