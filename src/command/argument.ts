// The argument types that commands share, and what the parser and the form read off any argument's schema.
import { z } from "zod";

/** What a menu can offer for an argument. */
export type Pick =
  | "node"
  | "pod"
  | "namespace"
  | "service"
  | "operation"
  | "incident"
  | "silence"
  | "campaign"
  | "command"
  | "host"
  | "rule"
  | "token"
  | "request"
  | "workload"
  | "container";

type ArgumentMeta = {
  readonly pick?: Pick | undefined;
  readonly short?: string | undefined;
  readonly description?: string | undefined;
};

/** A node's name, picked from a menu when it is missing. */
export const nodeName = z.string().min(1).meta({ pick: "node", description: "Name of the node" });

/** What a drain may lose, named as kubectl drain does. */
export const drainFlags = {
  "delete-emptydir-data": z
    .boolean()
    .default(false)
    .meta({ description: "Also pods with emptyDir volumes, whose data is lost" }),
  force: z.boolean().default(false).meta({ description: "Also pods that nothing makes anew" }),
};

export const graceSeconds = z.coerce
  .number()
  .int()
  .min(1)
  .max(3_600)
  .optional()
  .meta({ description: "Seconds that each pod gets to end; its own if not given" });

/** `namespace/name`, or the name alone when it is unique. */
export const podName = z
  .string()
  .min(1)
  .meta({ pick: "pod", description: "namespace/name, or the name alone" });

/** `namespace/name`, or the name alone when it is unique. */
export const serviceName = z
  .string()
  .min(1)
  .meta({ pick: "service", description: "namespace/name, or the name alone" });

export const namespaceName = z
  .string()
  .min(1)
  .meta({ pick: "namespace", short: "n", description: "Only this namespace" });

/** `op-7k3m9x`, picked among the open ones when it is missing. */
export const operationId = z
  .string()
  .min(1)
  .max(40)
  .meta({ pick: "operation", description: "Id of the operation, such as op-7k3m9x" });

/** `in-7k3m9x`, picked among the open ones when it is missing. */
export const incidentId = z
  .string()
  .min(1)
  .max(40)
  .meta({ pick: "incident", description: "Id of the incident, such as in-7k3m9x" });

/** `ca-7k3m9x`, picked among the open ones when it is missing. */
export const campaignId = z
  .string()
  .min(1)
  .max(40)
  .meta({ pick: "campaign", description: "Id of the campaign, such as ca-7k3m9x" });

/** As wheelhouse.yaml names it, or as somebody who adds it wants it called. */
export const hostName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "must be lower-case letters, digits, dots and hyphens")
  .meta({ description: "Name of the machine" });

/** One that wheelhouse.yaml names, or that was added in chat. */
export const knownHost = hostName.meta({ pick: "host" });

export const hostAddress = z
  .string()
  .max(253)
  .regex(/^[a-z0-9:]([a-z0-9.:-]*[a-z0-9:])?$/i, "must be an address or a host's name");

export const loginName = z
  .string()
  .max(32)
  .regex(/^[a-z_][a-z0-9_.-]*$/i, "must be a user's name");

export type Argument = {
  readonly name: string;
  readonly kind: "flag" | "value";
  readonly required: boolean;
  readonly short: string | undefined;
  readonly pick: Pick | undefined;
  /** All that it takes, where that is a list. */
  readonly options?: readonly string[];
  readonly description: string;
};

/** What every change takes besides its own arguments. */
export const ofEveryChange: readonly Argument[] = [
  {
    name: "reason",
    kind: "value",
    required: false,
    short: undefined,
    pick: undefined,
    description: "Why, for those who approve it and for the audit",
  },
  {
    name: "dry-run",
    kind: "flag",
    required: false,
    short: undefined,
    pick: undefined,
    description: "Only show what would be done",
  },
];

/** What a schema's shape says about each argument, in the order it was written. */
export function argumentsOf(schema: z.ZodObject): readonly Argument[] {
  return Object.entries(schema.shape).map(([name, type]) => describe(name, type as z.ZodType));
}

function describe(name: string, type: z.ZodType): Argument {
  const inner = unwrap(type);
  const meta: ArgumentMeta = { ...inner.meta(), ...type.meta() };
  return {
    name,
    kind: inner instanceof z.ZodBoolean ? "flag" : "value",
    required: !type.safeParse(undefined).success,
    short: meta.short,
    pick: meta.pick,
    ...(inner instanceof z.ZodEnum ? { options: inner.options.map(String) } : {}),
    description: meta.description ?? "",
  };
}

function unwrap(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault)
    return unwrap(type.unwrap() as z.ZodType);
  return type;
}
