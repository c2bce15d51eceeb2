// The fields Wheelhouse reads of Kubernetes' JSON. The API server leaves empty fields out, so all are optional.

export type Maybe<T> = T | null | undefined;
export type Fields<T> = { readonly [K in keyof T]?: Maybe<T[K]> };
export type Strings = Readonly<Record<string, string>>;
type Quantities = Readonly<Record<string, string | number>>;

export type WireMeta = Fields<{
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  deletionTimestamp: string;
  labels: Strings;
  annotations: Strings;
  generation: number;
  ownerReferences: readonly Fields<{ kind: string; name: string; uid: string; controller: boolean }>[];
  managedFields: readonly Fields<{ manager: string; fieldsV1: Readonly<Record<string, unknown>> }>[];
}>;

export type WireObject = Fields<{ kind: string; metadata: WireMeta }>;

/** One page of a list. */
export type WireList = Fields<{
  metadata: Fields<{ resourceVersion: string; continue: string }>;
  items: readonly unknown[];
}>;

export type WireStatus = Fields<{
  kind: string;
  code: number;
  reason: string;
  message: string;
  details: Fields<{
    retryAfterSeconds: number;
    causes: readonly Fields<{ reason: string; message: string; field: string }>[];
  }>;
}>;

type WireCondition = Fields<{
  type: string;
  status: string;
  reason: string;
  message: string;
  lastTransitionTime: string;
}>;

export type WireNode = Fields<{
  metadata: WireMeta;
  spec: Fields<{
    unschedulable: boolean;
    taints: readonly Fields<{ key: string; value: string; effect: string; timeAdded: string }>[];
  }>;
  status: Fields<{
    allocatable: Quantities;
    conditions: readonly WireCondition[];
    addresses: readonly Fields<{ type: string; address: string }>[];
    nodeInfo: Fields<{
      architecture: string;
      machineID: string;
      bootID: string;
      osImage: string;
      kernelVersion: string;
      containerRuntimeVersion: string;
      kubeletVersion: string;
    }>;
  }>;
}>;

export type WireRequirements = Fields<{ requests: Quantities; limits: Quantities }>;

export type WireContainer = Fields<{
  name: string;
  image: string;
  restartPolicy: string;
  resources: WireRequirements;
}>;

type WireTerminated = Fields<{ reason: string; exitCode: number; finishedAt: string }>;

export type WireContainerStatus = Fields<{
  name: string;
  ready: boolean;
  restartCount: number;
  state: Fields<{ waiting: Fields<{ reason: string }>; running: object; terminated: WireTerminated }>;
  lastState: Fields<{ terminated: WireTerminated }>;
}>;

export type WirePodSpec = Fields<{
  nodeName: string;
  containers: readonly WireContainer[];
  initContainers: readonly WireContainer[];
  overhead: Quantities;
  resources: WireRequirements;
  serviceAccountName: string;
  priorityClassName: string;
  priority: number;
  terminationGracePeriodSeconds: number;
  nodeSelector: Strings;
  tolerations: readonly WireToleration[];
  affinity: Fields<{
    nodeAffinity: Fields<{ requiredDuringSchedulingIgnoredDuringExecution: WireNodeSelector }>;
  }>;
  volumes: readonly WireVolume[];
}>;

export type WireToleration = Fields<{
  key: string;
  operator: string;
  value: string;
  effect: string;
  tolerationSeconds: number;
}>;

type WireExpression = Fields<{ key: string; operator: string; values: readonly string[] }>;

export type WireLabelSelector = Fields<{ matchLabels: Strings; matchExpressions: readonly WireExpression[] }>;

export type WireNodeSelector = Fields<{
  nodeSelectorTerms: readonly Fields<{
    matchExpressions: readonly WireExpression[];
    matchFields: readonly WireExpression[];
  }>[];
}>;

export type WireVolume = { readonly name?: string } & Readonly<Record<string, unknown>>;

export type WirePod = Fields<{
  metadata: WireMeta;
  spec: WirePodSpec;
  status: Fields<{
    phase: string;
    reason: string;
    message: string;
    podIP: string;
    qosClass: string;
    startTime: string;
    conditions: readonly WireCondition[];
    containerStatuses: readonly WireContainerStatus[];
    initContainerStatuses: readonly WireContainerStatus[];
  }>;
}>;

type WireTemplate = Fields<{ spec: Fields<{ containers: readonly WireContainer[] }> }>;

export type WireDaemonSet = Fields<{
  metadata: WireMeta;
  spec: Fields<{ template: WireTemplate }>;
  status: Fields<{
    desiredNumberScheduled: number;
    currentNumberScheduled: number;
    numberReady: number;
    numberAvailable: number;
    updatedNumberScheduled: number;
    numberMisscheduled: number;
  }>;
}>;

/** Deployment and StatefulSet. */
export type WireReplicated = Fields<{
  metadata: WireMeta;
  spec: Fields<{ replicas: number; template: WireTemplate }>;
  status: Fields<{
    readyReplicas: number;
    updatedReplicas: number;
    availableReplicas: number;
    conditions: readonly WireCondition[];
  }>;
}>;

export type WireJob = Fields<{
  metadata: WireMeta;
  spec: Fields<{ completions: number; parallelism: number; template: WireTemplate }>;
  status: Fields<{
    active: number;
    ready: number;
    succeeded: number;
    failed: number;
    conditions: readonly WireCondition[];
  }>;
}>;

export type WireCronJob = Fields<{
  metadata: WireMeta;
  spec: Fields<{ suspend: boolean; jobTemplate: Fields<{ spec: Fields<{ template: WireTemplate }> }> }>;
  status: Fields<{ active: readonly unknown[] }>;
}>;

export type WireLease = Fields<{
  metadata: WireMeta;
  spec: Fields<{ holderIdentity: string; renewTime: string; leaseDurationSeconds: number }>;
}>;

export type WireEvent = Fields<{
  metadata: WireMeta;
  type: string;
  reason: string;
  message: string;
  involvedObject: Fields<{ kind: string; name: string; namespace: string }>;
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
  eventTime: string;
  series: Fields<{ count: number; lastObservedTime: string }>;
}>;

export type WireService = Fields<{
  metadata: WireMeta;
  spec: Fields<{
    type: string;
    clusterIP: string;
    externalIPs: readonly string[];
    externalTrafficPolicy: string;
    externalName: string;
    selector: Strings;
    ports: readonly Fields<{
      name: string;
      protocol: string;
      port: number;
      targetPort: string | number;
      nodePort: number;
    }>[];
  }>;
  status: Fields<{
    loadBalancer: Fields<{ ingress: readonly Fields<{ ip: string; hostname: string }>[] }>;
  }>;
}>;

export type WireEndpointSlice = Fields<{
  metadata: WireMeta;
  endpoints: readonly Fields<{
    addresses: readonly string[];
    conditions: Fields<{ ready: boolean }>;
    nodeName: string;
    targetRef: Fields<{ kind: string; name: string }>;
  }>[];
}>;
