// All that the gates of an upgrade are asked about, as it was read once: from the API, and from machines as far as there is a way to them.

import type { PackageSource } from "#src/hosts/readings/packages.ts";
import type { DisruptionBudget, PersistentVolume, PodFacts, RequestedApi } from "#src/kubernetes/facts.ts";
import type { Node, Pod, Workload } from "#src/kubernetes/objects.ts";
import type { Webhook } from "#src/kubernetes/read/webhooks.ts";
import type { RpmHolds } from "../packages/read-packages.ts";
import type { Runs } from "./skew.ts";
import type { Version } from "./version.ts";

export type UpgradeFacts = {
  readonly to: Version;
  /** API servers by node, as the images of their static pods say. */
  readonly servers: readonly Runs[];
  readonly kubelets: readonly Runs[];
  readonly nodes: readonly Node[];
  /** The same pods, as the snapshot has them. */
  readonly seen: readonly Pod[];
  readonly pods: readonly PodFacts[];
  /** Those that exist, as `namespace/name`. */
  readonly daemonSets: ReadonlySet<string>;
  readonly workloads: readonly Workload[];
  readonly budgets: readonly DisruptionBudget[];
  readonly volumes: readonly PersistentVolume[];
  /** etcd members by node; empty where it is outside the cluster. `3.6.8`. */
  readonly etcd: readonly { readonly node: string; readonly version: string }[];
  /** Of its largest database, bytes; undefined where that was not read. */
  readonly etcdBytes?: number | undefined;
  /** As kube-proxy's ConfigMap has it; undefined where there is none. */
  readonly proxyMode: string | undefined;
  readonly settings: Settings | undefined;
  /** Deprecated APIs that were asked for; undefined where nobody may look. */
  readonly requested: readonly RequestedApi[] | undefined;
  /** Undefined where nobody may look. */
  readonly webhooks: readonly WebhookFacts[] | undefined;
  readonly machines: readonly Machine[];
  /** Epoch milliseconds. */
  readonly now: number;
};

/** A webhook, and what it means for pods of kube-system. */
export type WebhookFacts = Webhook & {
  /** It is asked about pods that are made in kube-system. */
  readonly minds: boolean;
  /** Where its Service has somebody ready: names of nodes, "" where that is not said. Undefined: it is asked somewhere else. */
  readonly readyOn: readonly string[] | undefined;
};

/** kubeadm's own ConfigMaps in kube-system. */
export type Settings = {
  /** `v1beta4` of ClusterConfiguration. */
  readonly api: string;
  /** `v1.36.3`: what kubeadm has upgraded the cluster to. */
  readonly version: string;
  readonly imageRepository: string | undefined;
  /** failCgroupV1 of KubeletConfiguration; undefined when it is not written, which is true since 1.35. */
  readonly failsOnCgroupV1: boolean | undefined;
  /** Of etcd, `--experimental-…`: names without dashes. */
  readonly etcdFlags: readonly string[];
  /** etcd.local.imageTag: kubeadm takes it instead of the etcd that belongs to its version. `3.6.16-0`. */
  readonly etcdTag: string | undefined;
};

/** One node's machine. A field is undefined where that reading failed. */
export type Machine = {
  readonly node: string;
  /** Its name among the hosts; undefined where Wheelhouse has no way to it. */
  readonly host: string | undefined;
  /** Why nothing, or not all, was read. */
  readonly unread?: string | undefined;
  readonly cgroups?: 1 | 2 | undefined;
  readonly kubeadm?: string | undefined;
  /** Of the fullest disk that an upgrade writes to, bytes. */
  readonly freeBytes?: number | undefined;
  readonly isClockSynchronized?: boolean | undefined;
  /** Ahead of ours, milliseconds; negative when behind. */
  readonly clockAheadMs?: number | undefined;
  readonly flags?: readonly { readonly file: string; readonly flag: string }[] | undefined;
  readonly sources?: readonly PackageSource[] | undefined;
  /** The keys that its repository is signed by; undefined where it names no file of them, or that was not read. */
  readonly keyring?: Keyring | undefined;
  /** When the last key of Kubernetes' repository ends that rpm was given, epoch milliseconds. Undefined with apt, or where one has no end. */
  readonly rpmKeysEndAt?: number | undefined;
  /** Of Kubernetes' packages, where it has dnf. */
  readonly rpmHolds?: RpmHolds | undefined;
  /** What the repository of the new minor is signed by now: read only where its own keys do not do. */
  readonly newKey?: NewKey | undefined;
  /** What it has to have of the new version; undefined where nobody could look. */
  readonly images?: readonly WantedImage[] | undefined;
  /** Versions of kubeadm that its repositories have, as package versions: `1.37.2-1.1`. */
  readonly offered?: readonly string[] | undefined;
  /** When the first certificate that kubeadm renews ends, and the first CA; epoch milliseconds. Control planes alone have them. */
  readonly certificatesEnd?: number | undefined;
  readonly authoritiesEnd?: number | undefined;
};

export type Keyring = {
  /** `/etc/apt/keyrings/kubernetes-apt-keyring.gpg`. */
  readonly file: string;
  /** None where the file is not there, or has none. */
  readonly fingerprints: readonly string[];
  /** When the last of them ends, epoch milliseconds; undefined of one without an end. */
  readonly endsAt: number | undefined;
};

export type NewKey = Omit<Keyring, "file"> & {
  /** The repository that showed it. */
  readonly url: string;
  /** Whole, in ASCII armor. */
  readonly text: string;
};

/**
 * `there`: nothing has to be fetched. `offered`: a registry that the runtime asks has it. `missing`: those that answer do not have it. `locked`: it
 * wants a login. `proxied`: the runtime goes through a proxy, and nobody else knows how. `silent`: nobody answers.
 */
export type WantedImage = {
  /** `registry.k8s.io/kube-apiserver:v1.37.2`. */
  readonly image: string;
  readonly found: "there" | "offered" | "missing" | "locked" | "proxied" | "silent";
};
