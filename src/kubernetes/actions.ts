// The verbs: every call that changes a cluster, for steps only.
import type { Labels, NodeTerm, RolloutName, Toleration } from "./facts.ts";

/** Who the API server says wrote a field, where we did. */
export const fieldManager = "wheelhouse";

/** A pod and no other of the same name: deletions carry the uid as a precondition. */
export type PodRef = { readonly namespace: string; readonly name: string; readonly uid: string };

/** `null` removes one. */
export type Changes = Readonly<Record<string, string | null>>;

/** What became of an eviction. */
export type Eviction =
  /** Accepted: the pod has its grace now. */
  | { readonly outcome: "evicting" }
  /** It is not there any more; another pod may have its name. */
  | { readonly outcome: "gone" }
  /** A budget does not allow it now, or the server is busy; `why` is the server's word. Try again later. */
  | { readonly outcome: "blocked"; readonly why: string; readonly retryAfterMs: number };

export type Deletion = "deleting" | "gone";

/** How long its processes get to end, seconds: the pod's own when absent. 0 forces: nobody waits for the kubelet. */
export type Grace = { readonly graceSeconds?: number | undefined };

/** What to change in a DaemonSet; what is not named stays. */
export type DaemonSetChange = {
  readonly tolerations?: readonly Toleration[] | undefined;
  /** The whole of it. */
  readonly nodeSelector?: Labels | undefined;
  /** Takes the required and preferred node affinity away. */
  readonly nodeAffinity?: "none" | undefined;
  /** Only the required node affinity: away, or these terms and no others. */
  readonly requiredNodeAffinity?: "none" | readonly NodeTerm[] | undefined;
  /** By container. */
  readonly images?: Labels | undefined;
  readonly templateAnnotations?: Changes | undefined;
  /** OnDelete holds a new template back until pods are deleted, one node after the other. */
  readonly strategy?: "RollingUpdate" | "OnDelete" | undefined;
  /** Of the DaemonSet itself. */
  readonly annotations?: Changes | undefined;
};

export type WantedToken = {
  /** Epoch milliseconds; a token without an end is never made. */
  readonly expiresAt: number;
  readonly description: string;
  /** Extra groups; kubeadm's rights hang on `system:bootstrappers:kubeadm:default-node-token`. */
  readonly groups: readonly string[];
  readonly annotations: Labels;
};

export type ClusterActions = {
  /** Sets spec.unschedulable, and annotations (`null` removes one), of a node: of the one with this uid, where given. */
  readonly setUnschedulable: (
    node: string,
    change: {
      readonly unschedulable: boolean;
      readonly annotations: Changes;
      readonly uid?: string | undefined;
    },
    signal: AbortSignal,
  ) => Promise<void>;
  /** Of the one with this uid. Its pods are deleted after it by the cluster; a kubelet that still has a certificate makes it anew. */
  readonly deleteNode: (
    node: { readonly node: string; readonly uid: string },
    signal: AbortSignal,
  ) => Promise<Deletion>;
  /**
   * Asks once. Throws RefusedError when it can never be: forbidden, or more than one budget selects the pod (the eviction
   * API answers 500 to that, and kubectl gives up too).
   */
  readonly evict: (pod: PodRef, grace: Grace, signal: AbortSignal) => Promise<Eviction>;
  /** Budgets are not asked. A mirror pod comes back. */
  readonly deletePod: (pod: PodRef, grace: Grace, signal: AbortSignal) => Promise<Deletion>;
  /**
   * As kubectl rollout restart: template annotation kubectl.kubernetes.io/restartedAt, and `annotations` beside it, which
   * prove later whose restart it was. Refuses a paused Deployment, as nothing would happen.
   */
  readonly restartRollout: (
    workload: RolloutName & { readonly uid: string },
    mark: { readonly at: number; readonly annotations: Labels },
    signal: AbortSignal,
  ) => Promise<void>;
  readonly changeDaemonSet: (
    daemonSet: ObjectRef,
    change: DaemonSetChange,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly changeConfigMap: (
    configMap: ObjectRef,
    change: { readonly data?: Changes | undefined; readonly annotations?: Changes | undefined },
    signal: AbortSignal,
  ) => Promise<void>;
  /** Makes up both halves; the secret one stays here and in the cluster. */
  readonly createToken: (wanted: WantedToken, signal: AbortSignal) => Promise<{ readonly id: string }>;
  /** Nothing to do when it is gone. Refuses when another token has the id now. */
  readonly deleteToken: (
    token: { readonly id: string; readonly uid: string },
    signal: AbortSignal,
  ) => Promise<Deletion>;
  /** Refuses when it has been decided, or changed since it was read. A denial is for good. */
  readonly decideCertificateRequest: (
    request: { readonly name: string; readonly uid: string },
    decision: {
      readonly verdict: "approve" | "deny";
      /** CamelCase, for machines. */
      readonly reason: string;
      readonly message: string;
    },
    signal: AbortSignal,
  ) => Promise<void>;
};

/** An object exactly as it was read: a change in between refuses ours. */
export type ObjectRef = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
};
