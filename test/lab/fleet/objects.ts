// The nodes and pods of a fleet, as large as those of a real cluster: what a watch costs depends on their size.

/** Of all simulated pods. */
export const namespace = "fleet";

/** Every fourth is a Pi. */
export function nodeObject(number: number): object {
  const name = nodeName(number);
  const architecture = number % 4 === 0 ? "arm64" : "amd64";
  const amounts = { cpu: "8", memory: "32788Mi", "ephemeral-storage": "102626232Ki", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture,
        "topology.kubernetes.io/zone": `rack-${number % 20}`,
      },
    },
    spec: { podCIDR: cidr(number), podCIDRs: [cidr(number)] },
    status: {
      capacity: amounts,
      allocatable: amounts,
      images: Array.from({ length: 20 }, (_, image) => ({
        names: [
          `registry.example/team/service-${image}@sha256:${"0123456789abcdef".repeat(4)}`,
          `registry.example/team/service-${image}:1.${image}.0`,
        ],
        sizeBytes: 30_000_000 + image,
      })),
      nodeInfo: {
        architecture,
        bootID: "5f6d2f0e-2d3b-4c43-8c0e-8f2b5b0e7a11",
        containerRuntimeVersion: "containerd://2.3.7",
        kernelVersion: "6.12.0-1-generic",
        kubeProxyVersion: "",
        kubeletVersion: "v1.37.2",
        // A letter first: kwok writes it into YAML without quotes, and digits alone would be a number there.
        machineID: `f${number.toString(16).padStart(31, "0")}`,
        operatingSystem: "linux",
        osImage: "Debian GNU/Linux 13 (trixie)",
        systemUUID: "",
      },
    },
  };
}

/** Bound to its node already, as a scheduler would have left it. */
export function podObject(node: number, number: number): object {
  const app = `service-${number}`;
  const token = {
    name: "kube-api-access",
    mountPath: "/var/run/secrets/kubernetes.io/serviceaccount",
    readOnly: true,
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${app}-${nodeName(node)}`,
      namespace,
      labels: { app, "pod-template-hash": "7d9c6b8f5d" },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `${app}-7d9c6b8f5d`,
          uid: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      nodeName: nodeName(node),
      containers: [
        {
          name: app,
          image: `registry.example/team/${app}:1.${number}.0`,
          env: [
            { name: "LOG_LEVEL", value: "info" },
            { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          ],
          ports: [{ name: "http", containerPort: 8080 }],
          readinessProbe: { httpGet: { path: "/ready", port: "http" } },
          livenessProbe: { httpGet: { path: "/live", port: "http" } },
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
          volumeMounts: [token],
        },
      ],
      volumes: [
        {
          name: "kube-api-access",
          projected: {
            sources: [
              { serviceAccountToken: { path: "token", expirationSeconds: 3607 } },
              { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
            ],
          },
        },
      ],
    },
  };
}

/** From 1: fleet-00001. */
export function nodeName(number: number): string {
  return `fleet-${String(number).padStart(5, "0")}`;
}

function cidr(number: number): string {
  return `10.${128 + (number >> 8)}.${number & 255}.0/24`;
}
