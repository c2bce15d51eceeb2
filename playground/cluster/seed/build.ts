// Short ways to write the objects of the seed.
import type { Draft, Fields, Labels } from "../object.ts";
import { timestamp } from "../object.ts";

export type ContainerSeed = {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly port?: number;
  /** `10m`, `64Mi`; GPUs as the third. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly memoryLimit?: string;
  readonly gpus?: number;
};

export const DAY_MS = 24 * 60 * 60 * 1000;

export function container(seed: ContainerSeed): Fields {
  const requests = {
    ...(seed.cpu && { cpu: seed.cpu }),
    ...(seed.memory && { memory: seed.memory }),
    ...gpu(seed),
  };
  const limits = { ...(seed.memoryLimit && { memory: seed.memoryLimit }), ...gpu(seed) };
  return {
    name: seed.name,
    image: seed.image,
    ...(seed.command && { command: seed.command }),
    ...(seed.args && { args: seed.args }),
    ...(seed.port && { ports: [{ name: "main", containerPort: seed.port, protocol: "TCP" }] }),
    resources: {
      ...(Object.keys(limits).length > 0 && { limits }),
      ...(Object.keys(requests).length > 0 && { requests }),
    },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: "IfNotPresent",
  };
}

function gpu({ gpus }: ContainerSeed): Labels {
  return gpus === undefined ? {} : { "nvidia.com/gpu": String(gpus) };
}

export type WorkloadSeed = {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly replicas?: number;
  readonly containers: readonly Fields[];
  /** Merged into the pod's spec. */
  readonly pod?: Fields;
  /** Merged into the workload's spec. */
  readonly spec?: Fields;
  readonly createdAt: number;
};

export function workload({
  kind,
  namespace,
  name,
  labels,
  replicas = 1,
  containers,
  pod,
  spec,
  createdAt,
}: WorkloadSeed): Draft {
  const template = {
    metadata: { labels },
    spec: {
      containers,
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      securityContext: {},
      schedulerName: "default-scheduler",
      ...pod,
    },
  };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: {
      name,
      namespace,
      labels,
      generation: 1,
      creationTimestamp: timestamp(createdAt),
      managedFields: managedFields("kubectl-client-side-apply", "apps/v1", createdAt),
    },
    spec: {
      ...(kind === "DaemonSet" ? {} : { replicas }),
      selector: { matchLabels: labels },
      template,
      revisionHistoryLimit: 10,
      ...spec,
    },
    status: {},
  };
}

export function service(seed: {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Labels;
  readonly ports: readonly Fields[];
  readonly createdAt: number;
  readonly spec?: Fields;
  readonly labels?: Labels;
}): Draft {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: seed.name,
      namespace: seed.namespace,
      ...(seed.labels && { labels: seed.labels }),
      creationTimestamp: timestamp(seed.createdAt),
    },
    spec: {
      ports: seed.ports.map((port) => ({ protocol: "TCP", ...port })),
      ...(Object.keys(seed.selector).length > 0 && { selector: seed.selector }),
      type: "ClusterIP",
      sessionAffinity: "None",
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      internalTrafficPolicy: "Cluster",
      ...seed.spec,
    },
    status: { loadBalancer: {} },
  };
}

export function plain(kind: string, namespace: string | undefined, name: string, rest: Fields): Draft {
  const {
    apiVersion = "v1",
    metadata,
    ...body
  } = rest as Fields & { apiVersion?: string; metadata?: Fields };
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...metadata },
    ...body,
  };
}

/** What a field manager leaves behind; it is most of the bytes of a real object. */
export function managedFields(manager: string, apiVersion: string, at: number): readonly Fields[] {
  const fieldsV1 = {
    "f:metadata": {
      "f:annotations": { ".": {} },
      "f:labels": { ".": {}, "f:app": {}, "f:pod-template-hash": {} },
    },
    "f:spec": {
      "f:containers": {
        'k:{"name":"main"}': {
          ".": {},
          "f:image": {},
          "f:imagePullPolicy": {},
          "f:name": {},
          "f:resources": {
            ".": {},
            "f:limits": { ".": {}, "f:memory": {} },
            "f:requests": { ".": {}, "f:cpu": {} },
          },
          "f:terminationMessagePath": {},
          "f:terminationMessagePolicy": {},
        },
      },
      "f:dnsPolicy": {},
      "f:restartPolicy": {},
      "f:schedulerName": {},
      "f:securityContext": {},
      "f:terminationGracePeriodSeconds": {},
    },
  };
  return [
    { manager, operation: "Update", apiVersion, time: timestamp(at), fieldsType: "FieldsV1", fieldsV1 },
  ];
}
