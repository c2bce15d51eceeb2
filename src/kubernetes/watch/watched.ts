// Every resource that is watched, as one table: what has a row here is in each snapshot.
import { type Resource, resources } from "../resources.ts";
import type { Codec } from "../wire/watch-event.ts";
import { daemonSetCodec, leaseCodec, nodeCodec, podCodec } from "./codecs.ts";

/** A watch that never rests tells soonest that nothing comes through any more. */
export type Pulse = {
  /** Without a byte for so long, it is opened anew. */
  readonly silentMs: number;
  /** How long the answer to that may take. */
  readonly answerMs: number;
};

export type Row = { readonly resource: Resource; readonly codec: Codec<unknown>; readonly pulse?: Pulse };

export const watched = {
  nodes: { resource: resources.nodes, codec: nodeCodec },
  pods: { resource: resources.pods, codec: podCodec },
  daemonSets: { resource: resources.daemonSets, codec: daemonSetCodec },
  // Of kube-system only: the leaders, which renew theirs every two seconds (--leader-elect-retry-period), and the API servers.
  leases: {
    resource: resources.leases,
    codec: leaseCodec,
    pulse: { silentMs: 10_000, answerMs: 5_000 },
  },
} as const satisfies Readonly<Record<string, Row>>;

/** The records that each row makes. */
export type WatchedRecords = {
  readonly [Name in keyof typeof watched]: (typeof watched)[Name]["codec"] extends Codec<infer Made>
    ? readonly Made[]
    : never;
};
