// The watch event of a node whose kubelet has not been heard, as the node controller writes it: some eight kilobytes, most of them images.

export function silentNodeEvent(name: string, now: number): string {
  const at = new Date(now).toISOString();
  const unknown = {
    status: "Unknown",
    lastHeartbeatTime: at,
    lastTransitionTime: at,
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
  };
  const conditions = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"].map((type) => ({
    type,
    ...unknown,
  }));
  const images = Array.from({ length: 50 }, (_, image) => ({
    names: [
      `registry.example/team/image-${image}@sha256:${"0123456789abcdef".repeat(4)}`,
      `registry.example/team/image-${image}:v1`,
    ],
    sizeBytes: 12_345_678 + image,
  }));
  const object = {
    kind: "Node",
    apiVersion: "v1",
    metadata: {
      ...{
        name,
        uid: `uid-${name}`,
        resourceVersion: String(now),
        creationTimestamp: "2026-01-01T00:00:00Z",
      },
      labels: { "kubernetes.io/hostname": name, "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux" },
    },
    spec: { podCIDR: "10.244.1.0/24" },
    status: {
      ...{ conditions, images },
      capacity: { cpu: "4", memory: "8Gi", pods: "110" },
      allocatable: { cpu: "4", memory: "8Gi", pods: "110" },
      addresses: [{ type: "InternalIP", address: "10.0.0.11" }],
      nodeInfo: {
        ...{ kubeletVersion: "v1.37.1", osImage: "Debian GNU/Linux 13 (trixie)", kernelVersion: "6.12.48" },
        ...{ architecture: "amd64", containerRuntimeVersion: "containerd://2.2.0" },
      },
    },
  };
  return JSON.stringify({ type: "MODIFIED", object });
}
