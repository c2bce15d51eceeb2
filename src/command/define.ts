// What a command is: a definition object in commands/, whose path is what people type.
import type { z } from "zod";
import type { Actor } from "#src/base/actor.ts";
import type { Self } from "#src/base/self.ts";
import type { Campaign, Decision as CampaignDecision } from "#src/campaign/campaign.ts";
import type { State as CampaignState } from "#src/campaign/transitions.ts";
import type { Answer, Secret } from "#src/card/answer.ts";
import type { Signature } from "#src/diagnosis/signature.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { IncidentDecision } from "#src/incident/decide-incident.ts";
import type { Incident } from "#src/incident/incident.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { State as IncidentState } from "#src/incident/transitions.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { AuditHead, AuditRow } from "#src/operation/audit.ts";
import type { Decision, Operation, State } from "#src/operation/operation.ts";
import type { Plan, Risk } from "#src/operation/plan.ts";
import type { Scheduled } from "#src/schedule/schedule.ts";
import type { Role } from "./authorize.ts";

/**
 * What a line is about: a cluster, a machine (which belongs to a cluster, however that is), or neither: Wheelhouse itself, or a
 * record that says which cluster it is about.
 */
export type Needs = "cluster" | "host" | "none";

/** Everything a query may use. It only reads; `signal` aborts when the bot stops or the deadline has passed. */
export type QueryContext<About extends Needs = "cluster"> = {
  readonly clusters: readonly ClusterView[];
  readonly commands: CommandTree;
  /** What the person who asked may do. */
  readonly roles: ReadonlySet<Role>;
  readonly operations: OperationsView;
  readonly campaigns: CampaignsView;
  readonly audit: AuditView;
  readonly incidents: IncidentsView;
  readonly schedules: SchedulesView;
  /** Who asks; nobody whom anybody knows in a terminal. */
  readonly by?: Actor;
  /** What failing programs write, and what it means. */
  readonly signatures: () => readonly Signature[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
} & (About extends "none"
  ? unknown
  : {
      /** The cluster the line is about. */
      readonly cluster: ClusterView;
      /** Its machines, as far as Wheelhouse may log in to them. */
      readonly hosts: HostsView;
    });

/** The changes there were and are. */
export type OperationsView = {
  /** @throws UsageError when there is no such operation */
  readonly find: (id: string) => Promise<Operation>;
  /** Newest first. */
  readonly list: (wanted: {
    readonly cluster?: string;
    readonly states?: readonly State[];
    readonly limit?: number;
  }) => Promise<readonly Operation[]>;
};

/** The changes that take hours. */
export type CampaignsView = {
  /** @throws UsageError when there is no such campaign */
  readonly find: (id: string) => Promise<Campaign>;
  /** Newest first. */
  readonly list: (wanted: {
    readonly states?: readonly CampaignState[];
    readonly limit?: number;
  }) => Promise<readonly Campaign[]>;
};

/** What is or was wrong. */
export type IncidentsView = {
  /** @throws UsageError when there is no such incident */
  readonly find: (id: string) => Promise<Incident>;
  /** Newest first. */
  readonly list: (wanted: {
    readonly cluster?: string;
    readonly states?: readonly IncidentState[];
    readonly limit?: number;
  }) => Promise<readonly Incident[]>;
  /** What nobody wants to hear of now or from some time on, newest first. */
  readonly silences: () => Promise<readonly Silence[]>;
  /** What other systems say is wrong with a cluster, which its snapshot does not show. */
  readonly reported: (cluster: string) => Promise<readonly Problem[]>;
};

/** What is done by the clock. */
export type SchedulesView = {
  /** The next to run first. */
  readonly list: () => Promise<readonly Scheduled[]>;
};

/** What was written down for ever. */
export type AuditView = {
  /** In order. */
  readonly audit: (wanted?: {
    readonly operation?: string;
    readonly after?: number;
  }) => AsyncIterable<AuditRow>;
  /** Number and hash of the newest row; undefined when somebody has removed them. */
  readonly auditHead: () => Promise<AuditHead | undefined>;
};

/** Everything a plan may use: it only reads, so that showing it costs nothing and making it anew gives the same. */
export type PlanContext = {
  readonly cluster: ClusterView;
  /** Its machines, by name, as far as Wheelhouse may log in to them. */
  readonly hosts: HostsView;
  /** What was changed before, for whatever takes that back. */
  readonly operations: Pick<OperationsView, "list">;
  /** The pod the bot runs in, when that is in this cluster. */
  readonly self: Self | undefined;
  readonly now: number;
  readonly signal: AbortSignal;
};

type Shape = z.core.$ZodLooseShape;

type Definition<Args extends Shape> = {
  /** One line for help, in the imperative, without a full stop. */
  readonly summary: string;
  readonly role: Role;
  readonly args: z.ZodObject<Args>;
  /** Arguments that may be given by position, in this order. */
  readonly positional: readonly (keyof Args & string)[];
  /** What its form is called, where its own words say too little. */
  readonly title?: string;
  /** Other phrases people type for it: `logs`, `describe pod`. */
  readonly aliases?: readonly string[];
};

export type QueryDefinition<Args extends Shape, About extends Needs = Needs> = Definition<Args> & {
  /** `cluster` if nothing else. */
  readonly needs?: About;
  readonly answer: (args: z.output<z.ZodObject<Args>>, context: QueryContext<About>) => Promise<Answer>;
};

export type OperationDefinition<Args extends Shape> = Definition<Args> & {
  /** `cluster` if nothing else. */
  readonly needs?: Exclude<Needs, "none">;
  /** The least risk that its plans have; a plan may say more. */
  readonly risk: Risk;
  /** The longest that planning may take, milliseconds, where reading takes longer than an answer may. */
  readonly planWithinMs?: number;
  /**
   * Reads, and says what would be done.
   * @throws RefusedError when it is unsafe, busy or pointless, with what to do instead
   */
  readonly plan: (args: z.output<z.ZodObject<Args>>, context: PlanContext) => Promise<Plan>;
};

/** A kind of record, and what is decided about the one that the argument called like the kind names. */
export type Deciding =
  | { readonly on: "operation"; readonly verdict: Decision }
  | { readonly on: "campaign"; readonly verdict: CampaignDecision }
  | { readonly on: "incident"; readonly verdict: IncidentDecision["verdict"] }
  | { readonly on: "silence"; readonly verdict: "add" | "remove" }
  | { readonly on: "drill"; readonly verdict: "start" };

export type DecisionDefinition<Args extends Shape> = Definition<Args> & Deciding;

/** Everything a reveal may use: it reads, and may look at the secret half of a bootstrap token. */
export type RevealContext = Omit<QueryContext, "hosts" | "schedules"> & {
  /** The whole token, `<id>.<secret>`: for the `read` of what is revealed only. */
  readonly revealToken: (id: string, signal: AbortSignal) => Promise<string>;
};

/** A secret that was found but not yet read. */
export type Revealable = {
  /** What made it: only whoever asked for that may see it. */
  readonly operation: Operation;
  /** For the audit, without anything secret: `token k7w2ma`. */
  readonly what: string;
  readonly read: () => Promise<Secret>;
};

export type RevealDefinition<Args extends Shape> = Definition<Args> & {
  /** @throws RefusedError when there is nothing to reveal */
  readonly find: (args: z.output<z.ZodObject<Args>>, context: RevealContext) => Promise<Revealable>;
};

type Any<T> = Omit<T, "positional"> & { readonly positional: readonly string[] };

/** A definition whose argument types were checked where it was written. */
export type AnyDefinition =
  | (Omit<Any<QueryDefinition<Shape>>, "answer"> & {
      readonly kind: "query";
      /** The cluster is there unless the query needs none. */
      readonly answer: (
        args: Record<string, unknown>,
        context: QueryContext<"none"> & Partial<Pick<QueryContext, "cluster" | "hosts">>,
      ) => Promise<Answer>;
    })
  | (Any<OperationDefinition<Shape>> & { readonly kind: "operation" })
  | (Any<Definition<Shape>> & Deciding & { readonly kind: "decision" })
  | (Any<RevealDefinition<Shape>> & { readonly kind: "reveal" });

/** Declares a query: it reads and answers, and can change nothing. */
export function defineQuery<Args extends Shape, About extends Needs = "cluster">(
  definition: QueryDefinition<Args, About>,
): AnyDefinition {
  // The arguments are parsed with `definition.args` and the cluster is chosen as `needs` says before `answer` sees them, so
  // forgetting their types here is safe.
  return { kind: "query", ...definition } as unknown as AnyDefinition;
}

/** Declares a change: its plan is shown, approved and then run step by step. */
export function defineOperation<Args extends Shape>(definition: OperationDefinition<Args>): AnyDefinition {
  // As above, for `plan`.
  return { kind: "operation", ...definition } as unknown as AnyDefinition;
}

/** Declares a decision on a record, or to make one that nobody need approve; an argument called as its kind, `operation`, says which one. */
export function defineDecision<Args extends Shape>(definition: DecisionDefinition<Args>): AnyDefinition {
  return { kind: "decision", ...definition } as unknown as AnyDefinition;
}

/** Declares a look at a secret, by whoever asked for the operation that made it, and by nobody else. */
export function defineReveal<Args extends Shape>(definition: RevealDefinition<Args>): AnyDefinition {
  // As above, for `find`.
  return { kind: "reveal", ...definition } as unknown as AnyDefinition;
}

export type Command = AnyDefinition & {
  /** The words of its path: ["node", "list"]. */
  readonly path: readonly string[];
};

export type CommandTree = readonly Command[];

/** A command that only reads. */
export type Query = Extract<Command, { kind: "query" }>;

/** A command that changes something once it is approved. */
export type Change = Extract<Command, { kind: "operation" }>;

/** A command that decides about a record. */
export type DecisionCommand = Extract<Command, { kind: "decision" }>;

/** A command that shows a secret to one person. */
export type Reveal = Extract<Command, { kind: "reveal" }>;

/** The canonical words of a command: `node list`. */
export function phraseOf(command: Command): string {
  return command.path.join(" ");
}
