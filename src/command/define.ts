// What a command is: a definition object in commands/, whose path is what people type.
import type { z } from "zod";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Answer } from "./answer.ts";
import type { Role } from "./authorize.ts";
import type { Command, CommandTree } from "./tree.ts";

/** Everything a query may use. It only reads; `signal` aborts when the bot stops or the deadline has passed. */
export type QueryContext = {
  /** The cluster the line is about. */
  readonly cluster: ClusterView;
  readonly clusters: readonly ClusterView[];
  readonly commands: CommandTree;
  /** What the person who asked may do. */
  readonly roles: ReadonlySet<Role>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
};

type Shape = z.core.$ZodLooseShape;

export type QueryDefinition<Args extends Shape> = {
  /** One line for help, in the imperative, without a full stop. */
  readonly summary: string;
  readonly role: Role;
  readonly args: z.ZodObject<Args>;
  /** Arguments that may be given by position, in this order. */
  readonly positional: readonly (keyof Args & string)[];
  /** Other phrases people type for it: `logs`, `describe pod`. */
  readonly aliases?: readonly string[];
  /** False for commands that are about Wheelhouse itself: no cluster need be named. */
  readonly needsCluster?: false;
  readonly answer: (args: z.output<z.ZodObject<Args>>, context: QueryContext) => Promise<Answer>;
};

/** A definition whose argument types were checked where it was written. */
export type AnyDefinition = Omit<QueryDefinition<Shape>, "positional"> & {
  readonly positional: readonly string[];
};

/** Declares a query: it reads and answers, and can change nothing. */
export function defineQuery<Args extends Shape>(definition: QueryDefinition<Args>): AnyDefinition {
  // The arguments are parsed with `definition.args` before `answer` sees them, so forgetting their type here is safe.
  return definition as unknown as AnyDefinition;
}

export type { Command };
