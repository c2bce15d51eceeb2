// The machines: a control plane, a worker with a GPU, and a Raspberry Pi.
import { type Draft, type Fields, type Labels, timestamp } from "../object.ts";
import { DAY_MS, managedFields } from "./build.ts";

export type NodeSeed = {
  readonly name: string;
  readonly arch: "amd64" | "arm64";
  readonly address: string;
  readonly podCIDR: string;
  readonly cpus: number;
  readonly memoryKi: number;
  readonly controlPlane: boolean;
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly machineID: string;
  readonly gpus: number;
  readonly ageDays: number;
};

export const HOME_NODES: readonly NodeSeed[] = [
  {
    name: "cp1",
    arch: "amd64",
    address: "10.0.0.10",
    podCIDR: "10.244.0.0/24",
    cpus: 4,
    memoryKi: 8_127_488,
    controlPlane: true,
    osImage: "Debian GNU/Linux 13 (trixie)",
    kernelVersion: "6.12.57+deb13-amd64",
    machineID: "5a1f0c9be6274d55a1f83f3c1c0de001",
    gpus: 0,
    ageDays: 93,
  },
  {
    name: "pi-1",
    arch: "arm64",
    address: "10.0.0.23",
    podCIDR: "10.244.2.0/24",
    cpus: 4,
    memoryKi: 7_999_344,
    controlPlane: false,
    osImage: "Debian GNU/Linux 13 (trixie)",
    kernelVersion: "6.12.47+rpt-rpi-2712",
    machineID: "c8be31d27f1e4f6f9a0d9d1c1c0de003",
    gpus: 0,
    ageDays: 41,
  },
  {
    name: "worker1",
    arch: "amd64",
    address: "10.0.0.11",
    podCIDR: "10.244.1.0/24",
    cpus: 16,
    memoryKi: 32_764_092,
    controlPlane: false,
    osImage: "Debian GNU/Linux 13 (trixie)",
    kernelVersion: "6.12.57+deb13-amd64",
    machineID: "91f5b4f0f1764a87b2c63c5e1c0de002",
    gpus: 1,
    ageDays: 92,
  },
];

export function nodeObject(seed: NodeSeed, version: string, now: number): Draft {
  const createdAt = now - seed.ageDays * DAY_MS;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: seed.name,
      labels: nodeLabels(seed),
      annotations: {
        "flannel.alpha.coreos.com/backend-type": "vxlan",
        "flannel.alpha.coreos.com/kube-subnet-manager": "true",
        "flannel.alpha.coreos.com/public-ip": seed.address,
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
      },
      creationTimestamp: timestamp(createdAt),
      managedFields: managedFields("kubelet", "v1", createdAt),
    },
    spec: {
      podCIDR: seed.podCIDR,
      podCIDRs: [seed.podCIDR],
      ...(seed.controlPlane && {
        taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
      }),
    },
    status: {
      capacity: resources(seed, 0),
      allocatable: resources(seed, 102_400),
      conditions: conditions(createdAt, now),
      addresses: [
        { type: "InternalIP", address: seed.address },
        { type: "Hostname", address: seed.name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: seed.machineID,
        systemUUID: `${seed.machineID.slice(0, 8)}-${seed.machineID.slice(8, 12)}-4d55-a1f8-3f3c1c0de000`,
        bootID: "0f7c4cf2-5d9f-4c1e-9c52-3a0f6f1f2d10",
        kernelVersion: seed.kernelVersion,
        osImage: seed.osImage,
        containerRuntimeVersion: "containerd://2.2.1",
        kubeletVersion: version,
        kubeProxyVersion: "",
        operatingSystem: "linux",
        architecture: seed.arch,
      },
      images: images(version),
    },
  };
}

function nodeLabels({ name, arch, controlPlane, gpus }: NodeSeed): Labels {
  return {
    "beta.kubernetes.io/arch": arch,
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": arch,
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    ...(controlPlane && {
      "node-role.kubernetes.io/control-plane": "",
      "node.kubernetes.io/exclude-from-external-load-balancers": "",
    }),
    ...(gpus > 0 && { "nvidia.com/gpu.present": "true" }),
  };
}

function resources({ cpus, memoryKi, gpus }: NodeSeed, reservedKi: number): Labels {
  return {
    cpu: String(cpus),
    "ephemeral-storage": reservedKi === 0 ? "119037972Ki" : "109705394816",
    "hugepages-2Mi": "0",
    memory: `${memoryKi - reservedKi}Ki`,
    ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }),
    pods: "110",
  };
}

function conditions(createdAt: number, now: number): readonly Fields[] {
  const rows = [
    ["NetworkUnavailable", "False", "FlannelIsUp", "Flannel is running on this node"],
    ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
    ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
    ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
    ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
  ] as const;
  return rows.map(([type, status, reason, message]) => ({
    type,
    status,
    lastHeartbeatTime: timestamp(now),
    lastTransitionTime: timestamp(createdAt + 30_000),
    reason,
    message,
  }));
}

function images(version: string): readonly Fields[] {
  return [
    { names: ["registry.k8s.io/etcd:3.7.0-0"], sizeBytes: 61_982_112 },
    { names: [`registry.k8s.io/kube-proxy:${version}`], sizeBytes: 31_240_115 },
    { names: ["ghcr.io/flannel-io/flannel:v0.28.0"], sizeBytes: 34_118_201 },
    { names: ["registry.k8s.io/coredns/coredns:v1.14.6"], sizeBytes: 25_771_240 },
    { names: ["registry.k8s.io/pause:3.10.2"], sizeBytes: 321_520 },
  ];
}
