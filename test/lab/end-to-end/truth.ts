// What kubectl says on the control plane: the truth that the bot's answers are compared with.
import { z } from "zod";
import { onHost } from "../cluster/on-host.ts";

/** Runs kubectl on cp1 as its administrator. */
export function kubectlThere(args: string): Promise<string> {
  return onHost("cp1", `kubectl ${args}`, `kubectl --kubeconfig=/etc/kubernetes/admin.conf ${args}`);
}

/** The items of `kubectl get <what> --output=json`. */
export async function itemsOf<T extends z.ZodType>(what: string, schema: T): Promise<readonly z.infer<T>[]> {
  const { items } = List.parse(JSON.parse(await kubectlThere(`get ${what} --output=json`)));
  return items.map((item) => schema.parse(item));
}

const List = z.object({ items: z.array(z.unknown()) });

const metadata = z.object({
  name: z.string(),
  uid: z.string(),
  deletionTimestamp: z.string().optional(),
  namespace: z.string().default(""),
  labels: z.record(z.string(), z.string()).default({}),
  ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
});

export const Node = z.object({
  metadata,
  spec: z.object({
    unschedulable: z.boolean().default(false),
    taints: z.array(z.object({ key: z.string(), effect: z.string() })).default([]),
  }),
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string() })),
    addresses: z.array(z.object({ type: z.string(), address: z.string() })),
    nodeInfo: z.object({
      kubeletVersion: z.string(),
      containerRuntimeVersion: z.string(),
      osImage: z.string(),
      kernelVersion: z.string(),
      architecture: z.string(),
    }),
  }),
});
export type Node = z.infer<typeof Node>;

export const Pod = z.object({
  metadata,
  spec: z.object({
    nodeName: z.string().default(""),
    containers: z.array(z.object({ name: z.string(), image: z.string() })),
  }),
  status: z.object({
    phase: z.string(),
    qosClass: z.string(),
    podIP: z.string().default(""),
    containerStatuses: z
      .array(z.object({ name: z.string(), ready: z.boolean(), restartCount: z.number() }))
      .default([]),
  }),
});
export type Pod = z.infer<typeof Pod>;

export const Event = z.object({
  reason: z.string(),
  type: z.string(),
  message: z.string(),
  involvedObject: z.object({ kind: z.string(), name: z.string(), namespace: z.string().default("") }),
});

export const Service = z.object({
  metadata,
  spec: z.object({ type: z.string(), clusterIP: z.string() }),
});

export const EndpointSlice = z.object({
  metadata,
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()),
        conditions: z.object({ ready: z.boolean().optional() }),
        targetRef: z.object({ name: z.string() }).optional(),
      }),
    )
    .nullable(),
});

export const Deployment = z.object({
  metadata,
  spec: z.object({ replicas: z.number() }),
  status: z.object({ readyReplicas: z.number().default(0) }),
});

export const DaemonSet = z.object({
  metadata,
  status: z.object({ numberReady: z.number(), desiredNumberScheduled: z.number() }),
});

export const Request = z.object({
  metadata,
  status: z.object({ conditions: z.array(z.object({ type: z.string() })).default([]) }),
});

/** Running with every container ready, or done. */
export function isWell({ status: { phase, containerStatuses } }: Pod): boolean {
  return phase === "Succeeded" || (phase === "Running" && containerStatuses.every(({ ready }) => ready));
}

/** Cells of the row that begins with that name in an answer's table; empty when there is none. */
export function rowOf(said: string, name: string): readonly string[] {
  const line = said.split("\n").find((each) => each.trim().split(/\s{2,}/)[0] === name);
  return line?.trim().split(/\s{2,}/) ?? [];
}
