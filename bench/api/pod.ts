// One ordinary pod of a big cluster, with everything that an API server sends along: 8 KB of JSON, 5.4 KB of protobuf.
import type { Fields, KubeObject } from "../../playground/cluster/object.ts";

const createdAt = "2026-09-14T07:21:05Z";
const podsPerNode = 30;
const podsPerApp = 12;

/** Every 50th pod is in trouble, every fourth has a sidecar. */
export function podNumber(index: number): KubeObject {
  const app = `payments-api-${Math.floor(index / podsPerApp) % 400}`;
  const name = `${app}-${hex(index >> 3, 9)}-${hex(index, 5)}`;
  const broken = index % 50 === 49;
  const containers = index % 4 === 3 ? ["app", "mesh-proxy"] : ["app"];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      generateName: `${name.slice(0, -5)}`,
      namespace: `team-${index % 40}`,
      uid: `${hex(index, 8)}-7a41-4c1e-9d2b-${hex(index * 7 + 1, 12)}`,
      resourceVersion: String(1_000_000 + index),
      generation: 1,
      creationTimestamp: createdAt,
      labels: {
        app,
        "app.kubernetes.io/instance": app,
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/name": "payments-api",
        "app.kubernetes.io/version": "4.18.2",
        "pod-template-hash": hex(index >> 3, 9),
        "topology.example.com/zone": `zone-${index % 3}`,
      },
      annotations: {
        "checksum/config": hex(index % 977, 64),
        "checksum/secrets": hex(index % 613, 64),
        "cni.example.com/addresses": `["10.${index % 200}.${index % 240}.${index % 250}/32"]`,
        "kubectl.kubernetes.io/restartedAt": createdAt,
        "example.com/runbook": `https://runbooks.example.com/payments/${app}/what-to-do-at-night`,
        "prometheus.io/path": "/metrics",
        "prometheus.io/port": "9090",
        "prometheus.io/scrape": "true",
      },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: name.slice(0, -6),
          uid: `${hex(index >> 3, 8)}-11aa-4bb2-8cc3-${hex(index >> 3, 12)}`,
          controller: true,
        },
      ],
      managedFields: [fieldsOfController(containers), fieldsOfKubelet()],
    },
    spec: specOf(index, app, containers),
    status: statusOf(index, containers, broken),
  };
}

function specOf(index: number, app: string, containers: readonly string[]): Fields {
  return {
    volumes: [
      { name: "config", configMap: { name: `${app}-config`, defaultMode: 420 } },
      { name: "cache", emptyDir: { sizeLimit: "512Mi" } },
      tokenVolume(index),
    ],
    containers: containers.map((name) => container(name, index)),
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    nodeSelector: { "kubernetes.io/arch": "amd64" },
    serviceAccountName: "payments-api",
    serviceAccount: "payments-api",
    nodeName: `worker-${String(Math.floor(index / podsPerNode)).padStart(4, "0")}`,
    securityContext: { runAsUser: 65532, runAsNonRoot: true, fsGroup: 65532 },
    imagePullSecrets: [{ name: "registry" }],
    schedulerName: "default-scheduler",
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [spread(app)] } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { app } },
      },
    ],
    tolerations: ["not-ready", "unreachable"].map((state) => ({
      key: `node.kubernetes.io/${state}`,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: 300,
    })),
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: "PreemptLowerPriority",
  };
}

function spread(app: string): Fields {
  const labelSelector = { matchExpressions: [{ key: "app", operator: "In", values: [app] }] };
  return { weight: 100, podAffinityTerm: { labelSelector, topologyKey: "kubernetes.io/hostname" } };
}

function tokenVolume(index: number): Fields {
  return {
    name: `kube-api-access-${hex(index, 5)}`,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        { downwardAPI: { items: [{ path: "namespace", fieldRef: field("metadata.namespace") }] } },
      ],
      defaultMode: 420,
    },
  };
}

function container(name: string, index: number): Fields {
  const probe = { httpGet: { path: "/healthz", port: "http", scheme: "HTTP" }, timeoutSeconds: 2 };
  return {
    name,
    image: image(name),
    args: ["--listen=:8080", "--log-format=json", "--config=/etc/payments/config.yaml"],
    ports: [
      { name: "http", containerPort: 8080, protocol: "TCP" },
      { name: "metrics", containerPort: 9090, protocol: "TCP" },
    ],
    env: [
      { name: "POD_NAME", valueFrom: { fieldRef: field("metadata.name") } },
      { name: "POD_IP", valueFrom: { fieldRef: field("status.podIP") } },
      { name: "DATABASE_HOST", value: "payments-primary.databases.svc.cluster.local" },
      {
        name: "DATABASE_PASSWORD",
        valueFrom: { secretKeyRef: { name: "payments-database", key: "password" } },
      },
      { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://collector.observability.svc:4317" },
      { name: "GOMEMLIMIT", value: "230MiB" },
      { name: "FEATURE_FLAGS", value: "instant-payouts,partial-refunds,ledger-v2,strict-idempotency" },
      { name: "KAFKA_BROKERS", value: [0, 1, 2].map((broker) => `kafka-${broker}.kafka.svc:9092`).join() },
    ],
    resources: {
      limits: { memory: "256Mi" },
      requests: { cpu: index % 2 === 0 ? "100m" : "250m", memory: "128Mi" },
    },
    volumeMounts: [
      { name: "config", readOnly: true, mountPath: "/etc/payments" },
      { name: "cache", mountPath: "/var/cache/payments" },
      {
        name: `kube-api-access-${hex(index, 5)}`,
        readOnly: true,
        mountPath: "/var/run/secrets/kubernetes.io/serviceaccount",
      },
    ],
    livenessProbe: { ...probe, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
    readinessProbe: { ...probe, periodSeconds: 5, successThreshold: 1, failureThreshold: 2 },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: "IfNotPresent",
    securityContext: { capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true },
  };
}

function statusOf(index: number, containers: readonly string[], broken: boolean): Fields {
  const ip = `10.${64 + ((index >> 16) & 63)}.${(index >> 8) & 255}.${index & 255}`;
  const hostIP = `192.168.${Math.floor(index / podsPerNode / 250)}.${Math.floor(index / podsPerNode) % 250}`;
  const healthy = ["PodReadyToStartContainers", "Initialized", "PodScheduled"];
  return {
    observedGeneration: 1,
    phase: "Running",
    conditions: [
      ...healthy.map((type) => condition(type, true)),
      condition("Ready", !broken),
      condition("ContainersReady", !broken),
    ],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP: ip,
    podIPs: [{ ip }],
    startTime: createdAt,
    containerStatuses: containers.map((name, place) => containerStatus(name, index, broken && place === 0)),
    qosClass: "Burstable",
  };
}

function condition(type: string, holds: boolean): Fields {
  const base = { type, status: holds ? "True" : "False", lastProbeTime: null, lastTransitionTime: createdAt };
  if (holds) return base;
  return { ...base, reason: "ContainersNotReady", message: "containers with unready status: [app]" };
}

function containerStatus(name: string, index: number, broken: boolean): Fields {
  return {
    name,
    ...(broken ? crashing(index) : { state: { running: { startedAt: createdAt } }, lastState: {} }),
    ready: !broken,
    restartCount: broken ? 3 + (index % 90) : 0,
    image: image(name),
    imageID: `registry.example.com/${name}@sha256:${hex(name.length, 64)}`,
    containerID: `containerd://${hex(index + 11, 64)}`,
    started: !broken,
  };
}

function crashing(index: number): Fields {
  return {
    state: {
      waiting: {
        reason: "CrashLoopBackOff",
        message: `back-off 5m0s restarting failed container=app pod=payments-api_${index}`,
      },
    },
    lastState: {
      terminated: {
        exitCode: index % 3 === 0 ? 137 : 1,
        reason: index % 3 === 0 ? "OOMKilled" : "Error",
        startedAt: createdAt,
        finishedAt: createdAt,
        containerID: `containerd://${hex(index + 5, 64)}`,
      },
    },
  };
}

function fieldsOfController(containers: readonly string[]): Fields {
  const names = [
    "args",
    "env",
    "image",
    "imagePullPolicy",
    "livenessProbe",
    "name",
    "ports",
    "readinessProbe",
  ];
  const each = { ".": {}, ...owned(names), "f:resources": { ".": {}, ...owned(["limits", "requests"]) } };
  return managed("kube-controller-manager", {
    "f:metadata": {
      "f:annotations": { ".": {}, ...owned(["checksum/config", "prometheus.io/path", "prometheus.io/port"]) },
      "f:generateName": {},
      "f:labels": { ".": {}, ...owned(["app", "app.kubernetes.io/name", "pod-template-hash"]) },
      "f:ownerReferences": { ".": {} },
    },
    "f:spec": {
      "f:containers": Object.fromEntries(containers.map((name) => [`k:{"name":"${name}"}`, each])),
      ...owned(["dnsPolicy", "enableServiceLinks", "imagePullSecrets", "nodeSelector", "restartPolicy"]),
      ...owned(["schedulerName", "securityContext", "serviceAccount", "serviceAccountName", "volumes"]),
    },
  });
}

function fieldsOfKubelet(): Fields {
  const each = { ".": {}, ...owned(["lastProbeTime", "lastTransitionTime", "status", "type"]) };
  const types = ["ContainersReady", "Initialized", "PodReadyToStartContainers", "Ready"];
  return {
    ...managed("kubelet", {
      "f:status": {
        "f:conditions": Object.fromEntries(types.map((type) => [`k:{"type":"${type}"}`, each])),
        ...owned(["containerStatuses", "hostIP", "hostIPs", "phase", "podIP", "podIPs", "startTime"]),
      },
    }),
    subresource: "status",
  };
}

function managed(manager: string, fieldsV1: Fields): Fields {
  return {
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: createdAt,
    fieldsType: "FieldsV1",
    fieldsV1,
  };
}

function owned(names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [`f:${name}`, {}]));
}

function field(fieldPath: string): Fields {
  return { apiVersion: "v1", fieldPath };
}

function image(name: string): string {
  return `registry.example.com/payments/${name}:4.18.2`;
}

/** Digits that look random and are the same on every run. */
function hex(seed: number, digits: number): string {
  let text = "";
  for (let state = seed + 1; text.length < digits; ) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    text += ((state ^ (state >>> 13)) >>> 0).toString(16).padStart(8, "0");
  }
  return text.slice(0, digits);
}
