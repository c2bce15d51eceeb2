// What somebody runs at home.
import { type Draft, timestamp } from "../object.ts";
import { container, DAY_MS, plain, service, workload } from "./build.ts";

export const HOME_NAMESPACES = [
  "data",
  "default",
  "kube-flannel",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "media",
  "monitoring",
];

export function homeWorkloads(now: number): readonly Draft[] {
  const createdAt = now - 38 * DAY_MS;
  return [
    ...whoami(createdAt),
    ...jellyfin(createdAt),
    ...nodeExporter(createdAt),
    ...postgres(createdAt),
    ...backup(now),
    ...leftovers(createdAt),
  ];
}

function whoami(createdAt: number): readonly Draft[] {
  const labels = { app: "whoami" };
  const image = "docker.io/traefik/whoami:v1.11.0";
  return [
    workload({
      kind: "Deployment",
      namespace: "default",
      name: "whoami",
      labels,
      replicas: 2,
      createdAt,
      containers: [
        container({ name: "whoami", image, port: 80, cpu: "10m", memory: "16Mi", memoryLimit: "64Mi" }),
      ],
      spec: {
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" } },
      },
    }),
    service({
      namespace: "default",
      name: "whoami",
      selector: labels,
      ports: [{ name: "http", port: 80, targetPort: 80, nodePort: 30080 }],
      spec: {
        type: "NodePort",
        clusterIP: "10.104.17.20",
        clusterIPs: ["10.104.17.20"],
        externalTrafficPolicy: "Cluster",
      },
      createdAt,
    }),
    plain("PodDisruptionBudget", "default", "whoami", {
      apiVersion: "policy/v1",
      metadata: { creationTimestamp: timestamp(createdAt), generation: 1 },
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
      status: {
        currentHealthy: 2,
        desiredHealthy: 1,
        disruptionsAllowed: 1,
        expectedPods: 2,
        observedGeneration: 1,
      },
    }),
    service({
      namespace: "default",
      name: "kubernetes",
      selector: {},
      ports: [{ name: "https", port: 443, targetPort: 6443 }],
      spec: { clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"] },
      labels: { component: "apiserver", provider: "kubernetes" },
      createdAt: createdAt - 55 * DAY_MS,
    }),
  ];
}

/** The API server publishes itself; no controller owns this slice, because the service selects no pods. */
export function kubernetesSlice(address: string, createdAt: number): Draft {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    addressType: "IPv4",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { "kubernetes.io/service-name": "kubernetes" },
      creationTimestamp: timestamp(createdAt),
    },
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: "https", port: 6443, protocol: "TCP" }],
  };
}

function jellyfin(createdAt: number): readonly Draft[] {
  const labels = { app: "jellyfin" };
  const image = "docker.io/jellyfin/jellyfin:10.11.4";
  return [
    workload({
      kind: "Deployment",
      namespace: "media",
      name: "jellyfin",
      labels,
      createdAt,
      containers: [
        container({
          name: "jellyfin",
          image,
          port: 8096,
          cpu: "500m",
          memory: "1Gi",
          memoryLimit: "4Gi",
          gpus: 1,
        }),
      ],
      pod: {
        volumes: [
          { name: "config", emptyDir: {} },
          { name: "media", hostPath: { path: "/srv/media", type: "Directory" } },
        ],
      },
      spec: { strategy: { type: "Recreate" } },
    }),
    service({
      namespace: "media",
      name: "jellyfin",
      selector: labels,
      ports: [{ name: "http", port: 8096, targetPort: 8096, nodePort: 30096 }],
      spec: {
        type: "NodePort",
        clusterIP: "10.99.210.4",
        clusterIPs: ["10.99.210.4"],
        externalTrafficPolicy: "Local",
      },
      createdAt,
    }),
  ];
}

function nodeExporter(createdAt: number): readonly Draft[] {
  const labels = { "app.kubernetes.io/name": "node-exporter" };
  const image = "quay.io/prometheus/node-exporter:v1.10.2";
  return [
    workload({
      kind: "DaemonSet",
      namespace: "monitoring",
      name: "node-exporter",
      labels,
      createdAt,
      containers: [
        container({
          name: "node-exporter",
          image,
          port: 9100,
          cpu: "50m",
          memory: "32Mi",
          memoryLimit: "64Mi",
        }),
      ],
      pod: { hostNetwork: true, hostPID: true, tolerations: [{ effect: "NoSchedule", operator: "Exists" }] },
      spec: { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
    }),
    service({
      namespace: "monitoring",
      name: "node-exporter",
      selector: labels,
      ports: [{ name: "metrics", port: 9100, targetPort: 9100 }],
      spec: { clusterIP: "None", clusterIPs: ["None"] },
      createdAt,
    }),
  ];
}

function postgres(createdAt: number): readonly Draft[] {
  const labels = { app: "postgres" };
  const image = "docker.io/library/postgres:18.1";
  return [
    workload({
      kind: "StatefulSet",
      namespace: "data",
      name: "postgres",
      labels,
      createdAt,
      containers: [
        container({ name: "postgres", image, port: 5432, cpu: "250m", memory: "512Mi", memoryLimit: "1Gi" }),
      ],
      pod: {
        nodeSelector: { "kubernetes.io/hostname": "worker1" },
        volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-postgres-0" } }],
      },
      spec: {
        serviceName: "postgres",
        podManagementPolicy: "OrderedReady",
        updateStrategy: { type: "RollingUpdate" },
      },
    }),
    service({
      namespace: "data",
      name: "postgres",
      selector: labels,
      ports: [{ name: "postgres", port: 5432, targetPort: 5432 }],
      spec: { clusterIP: "None", clusterIPs: ["None"] },
      createdAt,
    }),
    plain("PersistentVolumeClaim", "data", "data-postgres-0", {
      metadata: { labels, creationTimestamp: timestamp(createdAt) },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "20Gi" } },
        storageClassName: "local-path",
        volumeName: "pvc-7d0e6a3c",
        volumeMode: "Filesystem",
      },
      status: { phase: "Bound", accessModes: ["ReadWriteOnce"], capacity: { storage: "20Gi" } },
    }),
    plain("PersistentVolume", undefined, "pvc-7d0e6a3c", {
      metadata: { creationTimestamp: timestamp(createdAt) },
      spec: {
        capacity: { storage: "20Gi" },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Delete",
        storageClassName: "local-path",
        claimRef: {
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          namespace: "data",
          name: "data-postgres-0",
        },
        hostPath: { path: "/opt/local-path-provisioner/pvc-7d0e6a3c", type: "DirectoryOrCreate" },
      },
      status: { phase: "Bound" },
    }),
    plain("StorageClass", undefined, "local-path", {
      apiVersion: "storage.k8s.io/v1",
      metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "rancher.io/local-path",
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
    }),
  ];
}

/** A nightly job whose last run succeeded. */
function backup(now: number): readonly Draft[] {
  const ranAt = now - 9 * 60 * 60 * 1000;
  const labels = { app: "postgres-backup" };
  const pod = {
    containers: [
      container({
        name: "backup",
        image: "docker.io/library/postgres:18.1",
        command: ["pg_dumpall"],
        cpu: "100m",
        memory: "128Mi",
      }),
    ],
    restartPolicy: "OnFailure",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
  };
  const name = "postgres-backup-29396580";
  const owner = {
    apiVersion: "batch/v1",
    controller: true,
    kind: "CronJob",
    name: "postgres-backup",
    uid: "5f2c0d7e-4a1b-4c55-9b57-0f4e8b1c0de1",
  };
  const times = { startTime: timestamp(ranAt), completionTime: timestamp(ranAt + 41_000) };
  const condition = {
    type: "Complete",
    status: "True",
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
  };
  const at = { lastProbeTime: times.completionTime, lastTransitionTime: times.completionTime };
  return [
    plain("CronJob", "data", "postgres-backup", {
      apiVersion: "batch/v1",
      metadata: { labels, uid: owner.uid, creationTimestamp: timestamp(now - 38 * DAY_MS), generation: 1 },
      spec: {
        schedule: "0 3 * * *",
        concurrencyPolicy: "Forbid",
        suspend: false,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: { spec: { template: { metadata: { labels }, spec: pod } } },
      },
      status: { lastScheduleTime: timestamp(ranAt), lastSuccessfulTime: times.completionTime },
    }),
    plain("Job", "data", name, {
      apiVersion: "batch/v1",
      metadata: {
        labels,
        uid: "6f2c0d7e-4a1b-4c55-9b57-0f4e8b1c0de2",
        ownerReferences: [owner],
        creationTimestamp: timestamp(ranAt),
        generation: 1,
      },
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        selector: { matchLabels: { "batch.kubernetes.io/job-name": name } },
        template: { metadata: { labels: { ...labels, "batch.kubernetes.io/job-name": name } }, spec: pod },
      },
      status: { ...times, succeeded: 1, ready: 0, conditions: [{ ...condition, ...at }] },
    }),
    plain("Pod", "data", `${name}-x7k2p`, {
      metadata: {
        labels: { ...labels, "batch.kubernetes.io/job-name": name },
        ownerReferences: [
          {
            apiVersion: "batch/v1",
            controller: true,
            kind: "Job",
            name,
            uid: "6f2c0d7e-4a1b-4c55-9b57-0f4e8b1c0de2",
          },
        ],
        creationTimestamp: timestamp(ranAt),
      },
      spec: { ...pod, nodeName: "worker1" },
      status: {
        phase: "Succeeded",
        startTime: times.startTime,
        qosClass: "Burstable",
        podIP: "10.244.1.61",
        podIPs: [{ ip: "10.244.1.61" }],
        hostIP: "10.0.0.11",
        conditions: [
          {
            type: "Initialized",
            status: "True",
            reason: "PodCompleted",
            lastTransitionTime: times.startTime,
          },
          {
            type: "Ready",
            status: "False",
            reason: "PodCompleted",
            lastTransitionTime: times.completionTime,
          },
          {
            type: "ContainersReady",
            status: "False",
            reason: "PodCompleted",
            lastTransitionTime: times.completionTime,
          },
          { type: "PodScheduled", status: "True", lastTransitionTime: times.startTime },
        ],
        containerStatuses: [
          {
            name: "backup",
            image: "docker.io/library/postgres:18.1",
            imageID: "docker.io/library/postgres@sha256:0f2ba1c9d2b4c0",
            ready: false,
            started: false,
            restartCount: 0,
            state: {
              terminated: {
                exitCode: 0,
                reason: "Completed",
                startedAt: times.startTime,
                finishedAt: times.completionTime,
              },
            },
            lastState: {},
          },
        ],
      },
    }),
  ];
}

/** A service that somebody forgot: nothing carries its label any more. */
function leftovers(createdAt: number): readonly Draft[] {
  return [
    service({
      namespace: "default",
      name: "old-blog",
      selector: { app: "old-blog" },
      ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30099 }],
      spec: {
        type: "NodePort",
        clusterIP: "10.111.3.77",
        clusterIPs: ["10.111.3.77"],
        externalTrafficPolicy: "Cluster",
      },
      createdAt,
    }),
  ];
}
