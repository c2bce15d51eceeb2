// The verbs: every call that changes a cluster, for steps only.

/** A pod and no other of the same name: deletions carry the uid as a precondition. */
export type PodRef = { readonly namespace: string; readonly name: string; readonly uid: string };

export type ClusterActions = {
  /** Sets spec.unschedulable, and annotations (`null` removes one), of a node. */
  readonly setUnschedulable: (
    node: string,
    change: {
      readonly unschedulable: boolean;
      readonly annotations: Readonly<Record<string, string | null>>;
    },
    signal: AbortSignal,
  ) => Promise<void>;
};
