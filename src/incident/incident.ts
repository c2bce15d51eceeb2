// An incident: one thing that is wrong, from when it was noticed until it is over, as plain data. Times are epoch milliseconds.
import type { Problem, Severity, Subject } from "./rule.ts";
import type { State } from "./transitions.ts";

/** What happened to it, in order: the entries of its thread. */
export type TrailEntry = {
  readonly at: number;
  readonly what:
    | "fired"
    | "worsened"
    | "acknowledged"
    | "unacknowledged"
    | "silenced"
    | "unsilenced"
    | "repeated"
    | "escalated"
    | "lost"
    | "found"
    | "resolved"
    | "returned";
  /** Slack user id, where a person did it. */
  readonly by?: string | undefined;
  /** Untrusted text: what the rule said then, or how long a silence is. */
  readonly words?: string | undefined;
};

export type Silenced = {
  /** Slack user id, or the operation that causes it. */
  readonly by: string;
  /** Until then, or until it clears. */
  readonly until: number | "clear";
  readonly why?: string | undefined;
  /** The silence, or the operation, that covers it. */
  readonly of?: string | undefined;
  /** Made by no decision on this incident but by something that covers it: it lasts as long as that does. */
  readonly covered?: true | undefined;
};

/** A line that was read somewhere, and what it means. */
export type Cause = {
  readonly words: string;
  /** Untrusted. */
  readonly line: string;
  /** Where it was read. */
  readonly of: string;
  readonly certainty: "sure" | "likely";
  readonly fix: string;
  readonly remedies: readonly string[];
};

/** Who began a drill, when and where, and when it ends by itself. */
export type Drilled = {
  /** Slack user id. */
  readonly by: string;
  readonly at: number;
  readonly until: number;
  readonly where: { readonly channel: string; readonly thread?: string };
};

/** What another system said of it when it last spoke: that is all that is known of it, whatever a look at the cluster finds. */
export type Reported = {
  /** The door that it came through. */
  readonly from: string;
  /** When it began, as the sender says: a later one is another time of the same. */
  readonly startsAt: number;
  readonly problem: Problem;
  /** When the sender last said that it is so, to the nearest few minutes. */
  readonly heardAt?: number | undefined;
  /** When we heard that it is over. */
  readonly over?: number | undefined;
};

export type Incident = {
  /** `in-7k3m9x`: short enough to type. */
  readonly id: string;
  readonly cluster: string;
  /** What is wrong with what, whichever pod shows it: the same key is the same incident. */
  readonly key: string;
  readonly alert: string;
  readonly subject: Subject;
  readonly severity: Severity;
  /** The rule's sentence, as it was when the incident last changed or was refreshed. */
  readonly summary: string;
  /** Lines that help, most useful first. */
  readonly remedies: readonly string[];
  readonly state: State;
  /** What `unknown` goes back to. */
  readonly before?: Exclude<State, "unknown" | "resolved"> | undefined;
  /** Since when it is wrong, by the cluster's own dates where it has them. */
  readonly since: number;
  readonly firedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** Not seen any more since then, and not yet called resolved. */
  readonly goneSince?: number | undefined;
  /** Seen again since then, after it was resolved. */
  readonly backSince?: number | undefined;
  /** How often it went and came back. */
  readonly flaps: number;
  /** Told because it came and went, not because it lasted: it is over once it has stayed away for as long as that is counted. */
  readonly flapping?: true | undefined;
  /** How far it has got, of what gets worse step by step. */
  readonly stage?: number | undefined;
  readonly acknowledged?: { readonly by: string; readonly at: number } | undefined;
  readonly silenced?: Silenced | undefined;
  /** The incident that is its cause: told there, not by itself. */
  readonly explainedBy?: string | undefined;
  /** How severe it was when it first stood for itself: since then it has a message of its own. */
  readonly toldAs?: Severity | undefined;
  /** Why, as far as the catalogue of signatures tells. */
  readonly cause?: Cause | undefined;
  readonly repeatedAt?: number | undefined;
  readonly escalatedAt?: number | undefined;
  /** When `summary` was taken. */
  readonly refreshedAt: number;
  /** Made on purpose, to try the chain; said everywhere. */
  readonly drill?: true | undefined;
  readonly drilled?: Drilled | undefined;
  /** Seen by another system and not by our rules. */
  readonly reported?: Reported | undefined;
  readonly trail: readonly TrailEntry[];
};

/** The same for every pod of a workload and for every look. */
export function keyOf(alert: string, { kind, namespace = "", name }: Subject): string {
  return [alert, kind, namespace, name].join("/");
}
