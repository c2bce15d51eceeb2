// A cluster of one control plane and one worker at 1.36.3, with machines that are fit for 1.37.2.
import type { Machine, Settings, UpgradeFacts } from "#src/kubeadm/upgrade/facts.ts";
import { day, givenNode, givenStaticPod, now } from "../../given.ts";
import { givenMirror } from "../disruption/given.ts";

export const from = { minor: 36, patch: 3 };
export const to = { minor: 37, patch: 2 };

export const settings: Settings = {
  api: "v1beta4",
  version: "v1.36.3",
  imageRepository: "registry.k8s.io",
  failsOnCgroupV1: undefined,
  etcdFlags: [],
  etcdTag: undefined,
};

export function givenMachine(node: string, more: Partial<Machine> = {}): Machine {
  return {
    node,
    host: node,
    cgroups: 2,
    kubeadm: "1.36.3",
    freeBytes: 20 * 1024 ** 3,
    isClockSynchronized: true,
    clockAheadMs: 40,
    flags: [{ file: "/var/lib/kubelet/kubeadm-flags.env", flag: "--max-pods=60" }],
    sources: [
      {
        file: "/etc/apt/sources.list.d/kubernetes.list",
        minor: 36,
        url: "https://pkgs.k8s.io/core:/stable:/v1.36/deb",
        kind: "deb",
        signedBy: "/etc/apt/keyrings/kubernetes-apt-keyring.gpg",
      },
    ],
    keyring: {
      file: "/etc/apt/keyrings/kubernetes-apt-keyring.gpg",
      fingerprints: ["95117A33F651075BA863D751401DCB3FAB70799B"],
      endsAt: now + 400 * day,
    },
    images: [{ image: "registry.k8s.io/kube-proxy:v1.37.2", found: "offered" }],
    offered: ["1.36.3-1.1", "1.37.2-1.1", "1.37.1-1.1"],
    certificatesEnd: now + 200 * day,
    authoritiesEnd: now + 3_000 * day,
    ...more,
  };
}

const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"] as const;

export const cp1 = givenNode({ name: "cp1", roles: ["control-plane"], kubeletVersion: "v1.36.3" });
export const worker1 = givenNode({ name: "worker1", kubeletVersion: "v1.36.3" });

export function givenFacts(more: Partial<UpgradeFacts> = {}): UpgradeFacts {
  return {
    to,
    servers: [{ node: "cp1", version: from }],
    kubelets: ["cp1", "worker1"].map((node) => ({ node, version: from })),
    nodes: [cp1, worker1],
    seen: components.map((each) => givenStaticPod(each, "cp1")),
    pods: components.map((each) => givenStatic(each)),
    daemonSets: new Set(["kube-system/kube-proxy"]),
    workloads: [],
    budgets: [],
    volumes: [],
    etcd: [{ node: "cp1", version: "3.6.11" }],
    proxyMode: "nftables",
    settings,
    requested: [],
    webhooks: [],
    machines: [givenMachine("cp1"), givenMachine("worker1")],
    now,
    ...more,
  };
}

export function givenStatic(component: string, node = "cp1", tag = tagOf(component)) {
  return givenMirror({
    name: `${component}-${node}`,
    uid: `uid-${component}-${node}`,
    node,
    labels: { component },
    images: { [component]: `registry.k8s.io/${component}:${tag}` },
  });
}

function tagOf(component: string): string {
  return component === "etcd" ? "3.6.11-0" : "v1.36.3";
}
