// Looks at what was filled in before the form closes: what is wrong is said at its field, and nothing that was filled in is lost.
import { BotError } from "#src/base/errors.ts";
import { findNode, findPod } from "#src/card/find.ts";
import { argumentsOf } from "#src/command/argument.ts";
import { type Access, rolesOf } from "#src/command/authorize.ts";
import { type CommandTree, type OperationsView, phraseOf } from "#src/command/define.ts";
import { argumentFaults } from "#src/command/parse.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Chat } from "#src/slack/chat.ts";
import type { Submitted } from "#src/slack/incoming.ts";

/** What is wrong, by the name of its field. */
export type Faults = Readonly<Record<string, string>>;

type Parts = {
  readonly commands: CommandTree;
  readonly clusters: readonly ClusterView[];
  readonly operations: Pick<OperationsView, "find">;
  readonly access: Access;
  readonly chat: Pick<Chat, "person">;
};

/** Who may not look hears nothing here: the line says it to them. */
export async function checkForm(parts: Parts, filled: Submitted): Promise<Faults> {
  const person = await parts.chat.person(filled.by);
  if (person.standing === "outsider" || !rolesOf(parts.access, person).has("viewer")) return {};
  const command = parts.commands.find((each) => phraseOf(each) === filled.command);
  if (!command) return targetFault(parts, filled);
  const given = Object.fromEntries(Object.entries(filled.values).filter(([, value]) => value !== ""));
  const faults = argumentFaults(command, given);
  if (Object.keys(faults).length > 0) return faults;
  const cluster = parts.clusters.find(({ name }) => name === filled.cluster);
  return cluster ? nameFaults(cluster, argumentsOf(command.args), given) : {};
}

type Named = { readonly name: string; readonly pick: string | undefined };

/** A name that no menu offered, or that is gone by now. */
function nameFaults(cluster: ClusterView, fields: readonly Named[], given: Submitted["values"]): Faults {
  const found = fields.flatMap(({ name, pick }) => {
    const value = given[name];
    if (typeof value !== "string" || (pick !== "node" && pick !== "pod")) return [];
    try {
      if (pick === "node") findNode(cluster, value);
      else findPod(cluster, value);
      return [];
    } catch (error) {
      // What cannot be looked up now is the line's to say.
      return error instanceof BotError && error.choose ? [[name, error.message] as const] : [];
    }
  });
  return Object.fromEntries(found);
}

/** `approve op-7k3m9x` with the name typed wrongly: the form says so and stays. */
async function targetFault({ operations }: Parts, { command, values }: Submitted): Promise<Faults> {
  const id = /^(?:approve|resume) (op-\w+)$/.exec(command)?.[1];
  if (id === undefined || typeof values.target !== "string") return {};
  try {
    const { plan } = await operations.find(id);
    return values.target.trim() === plan.target ? {} : { target: `Type ${plan.target}, letter by letter.` };
  } catch {
    return {};
  }
}
