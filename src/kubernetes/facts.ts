// What plans rest on and steps prove by: objects read fresh, with their versions and all that a change may break.
// Times are epoch milliseconds.
import type { Node, Pod } from "./objects.ts";

/** The object as it was read, and no other: a change that carries this is refused once somebody else changed it. */
export type Version = { readonly uid: string; readonly resourceVersion: string };

export type Labels = Readonly<Record<string, string>>;

/** One check of the API server's /readyz?verbose: `etcd`, `informer-sync`, `poststarthook/...`. */
export type ReadyCheck = { readonly name: string; readonly ok: boolean };

export type ServerHealth = {
  /** gitVersion of /version: `v1.37.1`. */
  readonly version: string;
  /** Round trip of /version, milliseconds. */
  readonly latencyMs: number;
  readonly ready: boolean;
  readonly checks: readonly ReadyCheck[];
};

export type NodeFacts = Node &
  Version & {
    readonly labels: Labels;
    readonly annotations: Labels;
    /** The field manager that cordoned it: `wheelhouse`, `kubectl`. Undefined when it is not cordoned, or nobody says. */
    readonly cordonedWith?: string | undefined;
  };

/** Which pods: of one node, of one namespace, with these labels; those not given do not narrow. */
export type PodScope = {
  readonly node?: string | undefined;
  readonly namespace?: string | undefined;
  readonly labels?: Labels | undefined;
};

/** A pod with all that decides whether and how it can be moved. */
export type PodFacts = Omit<Pod, "labels" | "owner"> & {
  /** All of them. */
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The controlling owner. */
  readonly owner: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
  /** The API's image of a static pod (annotation kubernetes.io/config.mirror): deleting it changes nothing. */
  readonly mirror: boolean;
  readonly priority: number;
  readonly priorityClass: string;
  /** terminationGracePeriodSeconds. */
  readonly graceSeconds: number;
  /** status.startTime; undefined until a kubelet took it up. */
  readonly startedAt: number | undefined;
  readonly images: Labels;
  readonly volumes: readonly PodVolume[];
  readonly placement: Placement;
};

export type PodVolume = {
  readonly name: string;
  /** The field that says what it is: `emptyDir`, `hostPath`, `persistentVolumeClaim`, `configMap`, ... */
  readonly kind: string;
  /** Claim, path, ConfigMap or Secret; or "". A claim of `ephemeral` is named `<pod>-<volume>`. */
  readonly target: string;
  /** An emptyDir in memory. */
  readonly inMemory: boolean;
};

/** metav1.LabelSelector; `selects` of label-selector.ts reads it. */
export type LabelSelector = {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly SelectorExpression[];
};

export type SelectorExpression = {
  readonly key: string;
  /** In, NotIn, Exists, DoesNotExist; of nodes also Gt, Lt. */
  readonly operator: string;
  readonly values: readonly string[];
};

/** policy/v1 PodDisruptionBudget. */
export type DisruptionBudget = {
  readonly namespace: string;
  readonly name: string;
  /** Undefined selects nothing, an empty one every pod of the namespace. */
  readonly selector: LabelSelector | undefined;
  /** As written: `1`, `50%`, or "". */
  readonly minAvailable: string;
  readonly maxUnavailable: string;
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly unhealthyPodEvictionPolicy: "IfHealthyBudget" | "AlwaysAllow";
  /** False while the controller has not yet seen the newest spec: the counts are of before, evictions are refused. */
  readonly current: boolean;
};

export type RolloutKind = "Deployment" | "StatefulSet" | "DaemonSet";

export type RolloutName = {
  readonly kind: RolloutKind;
  readonly namespace: string;
  readonly name: string;
};

export type Toleration = {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly effect: string;
  readonly seconds: number | undefined;
};

/** requiredDuringSchedulingIgnoredDuringExecution: one of the terms must hold, and of a term all. */
export type NodeTerm = {
  readonly matchExpressions: readonly SelectorExpression[];
  readonly matchFields: readonly SelectorExpression[];
};

/** What a pod asks of a node. */
export type Placement = {
  readonly nodeSelector: Labels;
  /** Undefined without a required node affinity. */
  readonly nodeAffinity: readonly NodeTerm[] | undefined;
  readonly tolerations: readonly Toleration[];
};

export type Template = Placement & {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Image by container, init containers too. */
  readonly images: Labels;
  readonly priorityClass: string;
};

/**
 * A Deployment, StatefulSet or DaemonSet and how far its rollout is: finished when observedGeneration has reached
 * generation and updated (but for a partition) and available equal desired (and, of a Deployment, current too).
 */
export type Rollout = RolloutName &
  Version & {
    readonly generation: number;
    readonly observedGeneration: number;
    /** A paused Deployment rolls nothing out. */
    readonly paused: boolean;
    /** Pods, or nodes of a DaemonSet, that should have one. */
    readonly desired: number;
    readonly current: number;
    readonly updated: number;
    readonly ready: number;
    readonly available: number;
    /** RollingUpdate, Recreate (Deployment) or OnDelete (the others). */
    readonly strategy: string;
    /** As written: `1`, `25%`, or "". */
    readonly maxUnavailable: string;
    /** Of a StatefulSet: so many pods, those with the lowest numbers, keep the template they have. */
    readonly partition: number;
    readonly labels: Labels;
    readonly annotations: Labels;
    readonly selector: LabelSelector | undefined;
    readonly template: Template;
  };

export type ConfigMap = Version & {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Labels;
  readonly data: Labels;
};

/** A CertificateSigningRequest. Only its API server vouches for username and groups; `request` is the applicant's word. */
export type CertificateRequest = Version & {
  readonly name: string;
  readonly createdAt: number;
  readonly username: string;
  readonly groups: readonly string[];
  /** `kubernetes.io/kubelet-serving`. */
  readonly signer: string;
  readonly usages: readonly string[];
  readonly expirationSeconds: number | undefined;
  /** PKCS#10 in PEM. */
  readonly request: string;
  /** `Approved`, `Denied`, `Failed`; none while it waits. */
  readonly conditions: readonly {
    readonly type: string;
    readonly reason: string;
    readonly message: string;
    readonly since: number;
  }[];
  readonly issued: boolean;
};

/** A bootstrap token without its secret half. */
export type BootstrapToken = Version & {
  /** The public half, six characters. */
  readonly id: string;
  readonly createdAt: number;
  /** Undefined: it never expires. */
  readonly expiresAt: number | undefined;
  readonly usages: readonly ("authentication" | "signing")[];
  readonly groups: readonly string[];
  readonly description: string;
  /** label app.kubernetes.io/managed-by is `wheelhouse`. */
  readonly ours: boolean;
  readonly labels: Labels;
  readonly annotations: Labels;
};

export type PersistentVolume = {
  readonly name: string;
  readonly claim: { readonly namespace: string; readonly name: string } | undefined;
  /** `local`, `hostPath`, `nfs`, `csi`, ... */
  readonly kind: string;
  /** Where it can be reached from: a local volume names its node. Undefined: from everywhere. */
  readonly nodeAffinity: readonly NodeTerm[] | undefined;
};

export type RequestedApi = {
  /** `autoscaling`; "" of the core group. */
  readonly group: string;
  readonly version: string;
  /** With its subresource, where it has one: `pods/eviction`. */
  readonly resource: string;
  /** `1.38`: the first release without it; "" where none has been set. */
  readonly removedRelease: string;
};

/**
 * Asked of the API server each time, never of the snapshot. Lists are whole. What is not there is undefined; otherwise
 * they throw as ClusterView says.
 */
export type FreshReads = {
  readonly node: (name: string, signal: AbortSignal) => Promise<NodeFacts | undefined>;
  readonly pods: (scope: PodScope, signal: AbortSignal) => Promise<readonly PodFacts[]>;
  readonly disruptionBudgets: (
    namespace: string | undefined,
    signal: AbortSignal,
  ) => Promise<readonly DisruptionBudget[]>;
  readonly rollout: (name: RolloutName, signal: AbortSignal) => Promise<Rollout | undefined>;
  /**
   * Only those that deploy/ grants: kube-proxy, kubeadm-config and kubelet-config of kube-system; of kube-public cluster-info (data.kubeconfig and
   * data["jws-kubeconfig-<token id>"]) and kube-root-ca.crt (data["ca.crt"]).
   */
  readonly configMap: (
    namespace: string,
    name: string,
    signal: AbortSignal,
  ) => Promise<ConfigMap | undefined>;
  readonly certificateRequests: (signal: AbortSignal) => Promise<readonly CertificateRequest[]>;
  readonly bootstrapTokens: (signal: AbortSignal) => Promise<readonly BootstrapToken[]>;
  readonly persistentVolumes: (signal: AbortSignal) => Promise<readonly PersistentVolume[]>;
  /** Deprecated ones that somebody has asked for since the API server that answers was started. */
  readonly requestedApis: (signal: AbortSignal) => Promise<readonly RequestedApi[]>;
};

/** Until when something that is shown in a handshake is valid. */
export type CertificateEnd = {
  /** What shows it. */
  readonly of: "API server" | "kubelet" | "Wheelhouse";
  /** Where it was read, in words: a server's address, `pi-1 (10.0.0.11:10250)`. */
  readonly at: string;
  readonly node?: string | undefined;
  /** Undefined: nobody answered there, so nobody knows. */
  readonly validity: { readonly from: number; readonly until: number } | undefined;
};

/** What is left of a mounted claim's volume, as the kubelet measured it; parts of 1. */
export type VolumeUse = {
  readonly node: string;
  readonly namespace: string;
  readonly claim: string;
  readonly capacityBytes: number;
  readonly free: number;
  /** 1 where the file system counts none. */
  readonly inodesFree: number;
};

/** What a kubelet says of its host. */
export type KubeletTraits = {
  readonly node: string;
  /** 1 or 2; undefined where the kubelet does not say. */
  readonly cgroupVersion: number | undefined;
  /** The version from which on its kubelet will not take its runtime, which does not answer RuntimeConfig; "1.38.0". */
  readonly runtimeLostAt: string | undefined;
};

/** A machine that shows another SSH key than the approved one; fingerprints. `of`: the machine of ours whose key that is. */
export type ChangedHostKey = {
  readonly host: string;
  readonly address: string;
  readonly approved: string;
  readonly shown: string;
  readonly of?: string | undefined;
};
