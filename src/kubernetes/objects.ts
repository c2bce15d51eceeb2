// Kubernetes objects cut down to the fields Wheelhouse uses. Times are epoch milliseconds.

/** Amounts by resource name in base units: `cpu` in cores, `memory` and storage in bytes, others counted. */
export type Amounts = Readonly<Record<string, number>>;

export type Condition = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** lastTransitionTime. */
  readonly since: number;
};

export type Taint = {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
  /** timeAdded: the node lifecycle controller writes it on its taints, that of a cordon among them. */
  readonly addedAt?: number | undefined;
};

export type Node = {
  readonly name: string;
  readonly uid: string;
  readonly createdAt: number;
  /** Suffixes of the labels node-role.kubernetes.io/<role>, sorted; a worker usually has none. */
  readonly roles: readonly string[];
  /** `amd64`, `arm64`, ... as status.nodeInfo says. */
  readonly arch: string;
  /** Of /etc/machine-id; "" where the kubelet has not told it. */
  readonly machineId: string;
  /** Of the boot that its kubelet was started in; "" as above. */
  readonly bootId: string;
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly runtimeVersion: string;
  readonly kubeletVersion: string;
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  readonly unschedulable: boolean;
  readonly taints: readonly Taint[];
  readonly conditions: readonly Condition[];
  readonly allocatable: Amounts;
};

export type Container = {
  readonly name: string;
  readonly init: boolean;
  /** An init container with restartPolicy Always: it goes on running next to the others. */
  readonly sidecar: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  readonly state: "waiting" | "running" | "terminated";
  /** Reason of the current state: `CrashLoopBackOff`, `Completed`, ... or "". */
  readonly reason: string;
  readonly exitCode: number | undefined;
  /** How the run before this one ended, if there was one. */
  readonly last:
    | { readonly reason: string; readonly exitCode: number; readonly finishedAt: number }
    | undefined;
};

export type Pod = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: number;
  /** Set while the pod is being deleted. */
  readonly deletedAt: number | undefined;
  /** "" while unscheduled. */
  readonly node: string;
  readonly phase: string;
  /** status.reason, such as `Evicted`; or "". */
  readonly reason: string;
  /** The controlling owner; a ReplicaSet stays a ReplicaSet here. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  /** Only those that name a component or tell whose pod it is: k8s-app, component, app, app.kubernetes.io/name, pod-template-hash. */
  readonly labels: Readonly<Record<string, string>>;
  readonly podIP: string;
  /** condition Ready is True. */
  readonly ready: boolean;
  /** When condition Ready last changed; createdAt before the first change. */
  readonly readySince: number;
  /** When a Failed pod ended: it was disrupted then (an eviction), or its last container finished. Absent when nothing says. */
  readonly endedAt?: number | undefined;
  /** Why it is not scheduled (condition PodScheduled False), or "". */
  readonly unscheduledBecause: string;
  readonly containers: readonly Container[];
  /** What the scheduler reserves: max(sum of containers, largest init container) plus sidecars and overhead. */
  readonly requests: Amounts;
};

export type DaemonSet = {
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  readonly updated: number;
  readonly misscheduled: number;
  readonly images: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
};

export type Lease = {
  readonly namespace: string;
  readonly name: string;
  readonly holder: string;
  readonly renewedAt: number;
  readonly durationSeconds: number;
};

export type KubeEvent = {
  readonly namespace: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
};

export type ServicePort = {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: string;
  readonly nodePort: number | undefined;
};

export type Service = {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIP: string;
  readonly externalIPs: readonly string[];
  /** status.loadBalancer ingress addresses or host names. */
  readonly loadBalancer: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly selector: Readonly<Record<string, string>>;
  readonly externalTrafficPolicy: string;
  readonly createdAt: number;
};

/** One backend of a Service, from its EndpointSlices. */
export type Endpoint = {
  readonly namespace: string;
  readonly service: string;
  readonly addresses: readonly string[];
  readonly ready: boolean;
  readonly node: string;
  /** Name of the pod behind it, or "". */
  readonly pod: string;
};

export type Workload = {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  readonly images: readonly string[];
  readonly createdAt: number;
  /** The controller's own word when something is wrong (a False Available/Progressing condition, a failed Job), or "". */
  readonly problem: string;
};

/** A pod read whole, for `pod show`. */
export type PodDetail = Pod & {
  readonly images: Readonly<Record<string, string>>;
  readonly qosClass: string;
  readonly serviceAccount: string;
  readonly priorityClass: string;
  readonly tolerations: readonly string[];
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly volumes: readonly { readonly name: string; readonly source: string }[];
  readonly limits: Amounts;
  readonly message: string;
};
