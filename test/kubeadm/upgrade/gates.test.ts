// Every gate, in each of its states: what is said, and what would mend it.
import { expect, test } from "vitest";
import type { Machine, UpgradeFacts, WantedImage, WebhookFacts } from "#src/kubeadm/upgrade/facts.ts";
import { revisionOf } from "#src/kubeadm/upgrade/gates/packages.ts";
import { gatesOf, gatesOfNode } from "#src/kubeadm/upgrade/gates.ts";
import { day, givenNode, givenStaticPod, givenWorkload, now, silent } from "../../given.ts";
import { givenBudget, givenPodFacts, givenUnmanaged, givenVolume } from "../disruption/given.ts";
import { cp1, givenFacts, givenMachine, settings, worker1 } from "./given.ts";

const gib = 1024 ** 3;
const three = ["cp1", "cp2", "cp3"];
const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"];
const threePlanes = {
  nodes: three.map((name) => givenNode({ ...cp1, name })),
  seen: three.flatMap((name) => components.map((each) => givenStaticPod(each, name))),
};

function withFlag(flag: string, file = "/etc/default/kubelet"): Partial<UpgradeFacts> {
  return { machines: [givenMachine("worker1", { flags: [{ file, flag }] })] };
}

function machine(more: Partial<Machine>): Partial<UpgradeFacts> {
  return { machines: [givenMachine("cp1", more)] };
}

/** The machine of worker1 alone: a node that was off while the others went on, or that somebody has pointed elsewhere. */
function pointedAt(minor: number, offered: readonly string[]): Partial<UpgradeFacts> {
  const sources = givenMachine("worker1").sources?.map((each) => ({ ...each, minor }));
  return { machines: [givenMachine("worker1", { sources, offered })] };
}

const keyring = { file: "/etc/apt/keyrings/kubernetes-apt-keyring.gpg", fingerprints: ["9511"], endsAt: 0 };
const newKey = { url: "https://pkgs.k8s.io", text: "", fingerprints: ["9511"], endsAt: undefined };

function wanted(found: WantedImage["found"]): WantedImage {
  return { image: "registry.k8s.io/kube-proxy:v1.37.2", found };
}

function members(version: string) {
  return three.map((node) => ({ node, version }));
}

function pinned(etcdTag: string) {
  return { ...settings, etcdTag };
}

function budget(expectedPods: number, desiredHealthy: number): Partial<UpgradeFacts> {
  return { budgets: [givenBudget({ expectedPods, desiredHealthy, disruptionsAllowed: 0 })] };
}

test("a cluster that is fit passes every gate but what a single control plane and etcd 3.7 mean", () => {
  const notPassed = gatesOf(givenFacts()).filter(({ state }) => state !== "passed");
  expect(notPassed.map(({ about, state }) => [about, state])).toEqual([
    ["etcd", "warned"],
    ["Control plane", "warned"],
  ]);
});

test.each([
  [2, "ready; with two members etcd is away whenever one restarts"],
  [3, "ready; etcd keeps its quorum with one less of 3 members"],
])("of %i control planes each is told of all, its own state aside", (count, told) => {
  const [own, ...others] = threePlanes.nodes.slice(0, count);
  if (!own) throw new Error("there is a first one");
  const facts = givenFacts({
    nodes: [own, ...others],
    seen: threePlanes.seen.map((pod) => (pod.node === own.name ? { ...pod, ready: false } : pod)),
  });
  const said = gatesOfNode(facts, own).find(({ about }) => about === "Control plane");
  expect(said?.said).toBe(told);
});

const guard = { configuration: "guard", name: "pods.guard.io", failsClosed: true, rules: [] };
const service = { namespace: "guard", name: "guard" };

function webhook(readyOn: readonly string[] | undefined, more: Partial<WebhookFacts> = {}) {
  const namespaces = { matchLabels: {}, matchExpressions: [] };
  return { webhooks: [{ ...guard, namespaces, service, minds: true, readyOn, ...more }] };
}

function requested(removedRelease: string): Partial<UpgradeFacts> {
  return {
    requested: [
      { group: "autoscaling", version: "v2beta2", resource: "horizontalpodautoscalers", removedRelease },
    ],
  };
}

const off = { conditions: [silent()] };
const v38 = { to: { minor: 38, patch: 0 } };
const old = { nodes: [givenNode({ name: "pi-1", runtimeVersion: "containerd://1.7.24" })] };

test.each<[string, string, Partial<UpgradeFacts>, string]>([
  ["Path", "blocking", v38, "from 1.36.3 to 1.37 first → upgrade plan --to=1.37.2"],
  ["Path", "blocking", { to: { minor: 36, patch: 1 } }, "there is no way back"],
  ["Path", "blocking", { servers: [] }, "no cluster of kubeadm's"],
  [
    "Kubelets",
    "blocking",
    { kubelets: [{ node: "pi-1", version: { minor: 33, patch: 1 } }] },
    "pi-1 (1.33.1) would be more than three minors behind, and kubeadm refuses that → upgrade node pi-1",
  ],
  ["Nodes", "warned", { nodes: [cp1, givenNode({ name: "pi-1", ...off })] }, "pi-1 not Ready: left out"],
  ["Nodes", "blocking", { nodes: [givenNode({ ...cp1, ...off }), worker1] }, "cp1 not Ready, and kubeadm"],
  ["Cordons", "warned", { nodes: [cp1, { ...worker1, unschedulable: true }] }, "worker1 cordoned: somebody"],
  ["Control plane", "blocking", { seen: [givenStaticPod("etcd", "cp1")] }, "kube-apiserver on cp1"],
  ["Control plane", "passed", threePlanes, "etcd keeps its quorum with one less"],
  ["etcd", "warned", { etcd: [{ node: "cp1", version: "3.6.8" }] }, "single members have done without"],
  ["etcd", "blocking", { etcd: members("3.6.8") }, "should be 3.6.11 or newer"],
  ["etcd", "blocking", { settings: { ...settings, etcdFlags: ["experimental-x"] } }, "with experimental-x"],
  ["etcd", "passed", { etcd: [{ node: "cp1", version: "3.7.0" }] }, "3.7.0"],
  ["etcd", "blocking", { settings: pinned("stable") }, "image, stable, is no version"],
  ["etcd", "blocking", { settings: pinned("3.6") }, "image, 3.6, is no version"],
  ["etcd", "blocking", { etcd: [{ node: "cp1", version: "latest" }] }, "image, latest, is no version"],
  ["etcd", "warned", { settings: pinned("v3.6.16"), etcd: members("v3.6.11") }, "it will be v3.6.16"],
  ["etcd", "warned", { settings: pinned("3.6.11-0"), etcd: members("3.6.11") }, "it will be 3.6.11-0"],
  ["etcd", "warned", { settings: pinned("3.7.3-0"), etcd: members("3.6.11") }, "3.6.11 becomes 3.7"],
  ["etcd", "blocking", { settings: pinned("3.7.3-0"), etcd: members("3.6.8") }, "should be 3.6.11 or newer"],
  ["kubeadm's configuration", "blocking", { settings: { ...settings, api: "v1beta3" } }, "does not read"],
  ["kubeadm's configuration", "unknown", { settings: undefined }, "could not be read"],
  ["Control groups", "blocking", machine({ cgroups: 1 }), "cp1 version 1"],
  [
    "Control groups",
    "warned",
    { ...machine({ cgroups: 1 }), settings: { ...settings, failsOnCgroupV1: false } },
    "kubeadm is told to go on",
  ],
  ["Control groups", "passed", { ...machine({ cgroups: 1 }), to: { minor: 34, patch: 1 } }, "runs on both"],
  ["Container runtime", "warned", { ...v38, ...old }, "pi-1 (containerd 1.7.24)"],
  ["Container runtime", "passed", old, "pi-1 (containerd 1.7.24)"],
  [
    "Kubelet flags",
    "blocking",
    withFlag("--container-hints=/x"),
    "--container-hints=/x in /etc/default/kubelet",
  ],
  [
    "Kubelet flags",
    "blocking",
    withFlag("--pod-infra-container-image=x"),
    "kubelet 1.37 does not start with",
  ],
  ["Kubelet flags", "blocking", withFlag("--storage-driver-db=x"), "cAdvisor's"],
  ["Kubelet flags", "blocking", withFlag("--log-cadvisor-usage=true"), "cAdvisor's"],
  ["Kubelet flags", "blocking", withFlag("--application-metrics-count-limit=9"), "cAdvisor's"],
  ["Kubelet flags", "blocking", withFlag("--enable-load-reader"), "cAdvisor's"],
  ["Kubelet flags", "passed", withFlag("--housekeeping-interval=20s"), "none that"],
  [
    "Kubelet flags",
    "blocking",
    { ...withFlag("--pod-infra-container-image=x"), to: { minor: 35, patch: 1 } },
    "in /etc/default/kubelet of worker1 (removed in 1.35, and kubeadm takes it away nowhere but in kubeadm-flags.env)",
  ],
  [
    "Kubelet flags",
    "passed",
    {
      ...withFlag("--pod-infra-container-image=x", "/var/lib/kubelet/kubeadm-flags.env"),
      to: { minor: 35, patch: 1 },
    },
    "none that",
  ],
  ["Kubelet flags", "passed", withFlag("--container-runtime-endpoint=unix:///run/x"), "none that"],
  ["kube-proxy", "warned", { proxyMode: "ipvs" }, "deprecated and gone in 1.43 → kube-proxy mode nftables"],
  ["kube-proxy", "blocking", { proxyMode: "ipvs", to: { minor: 43, patch: 0 } }, "1.43 no longer has"],
  ["kube-proxy", "passed", { proxyMode: undefined }, "none here"],
  [
    "Removed APIs",
    "warned",
    requested("1.37"),
    "horizontalpodautoscalers of autoscaling/v2beta2 (removed in 1.37): asked for since",
  ],
  ["Removed APIs", "passed", requested("1.38"), "that 1.37 no longer has"],
  ["Removed APIs", "passed", requested(""), "that 1.37 no longer has"],
  ["Removed APIs", "unknown", { requested: undefined }, "→ kubectl apply -f deploy/base/rbac.yaml"],
  ["Webhooks", "blocking", webhook([]), "pods.guard.io (guard/guard): refuses pods of kube-system"],
  ["Webhooks", "warned", webhook(["worker1", "worker1"]), "answered from one node"],
  ["Webhooks", "passed", webhook(["worker1", "cp1"]), "none would keep"],
  ["Webhooks", "passed", webhook([], { failsClosed: false }), "none would keep"],
  ["Webhooks", "passed", webhook([], { minds: false }), "none would keep"],
  ["Webhooks", "passed", webhook(undefined, { service: undefined }), "none would keep"],
  ["Webhooks", "unknown", { webhooks: undefined }, "could not be read"],
  ["Package repository", "blocking", machine({ sources: [] }), "cp1: none of Kubernetes' own"],
  ["Package repository", "unknown", { machines: [{ node: "cp1", host: undefined }] }, "→ host add cp1"],
  [
    "Repository keys",
    "blocking",
    machine({ keyring: { ...keyring, endsAt: now - day } }),
    "there: curl -fsSL https://pkgs.k8s.io/core:/stable:/v1.37/deb/Release.key | sudo gpg --dearmor --yes -o /etc/apt/keyrings/kubernetes-apt-keyring.gpg",
  ],
  [
    "Repository keys",
    "blocking",
    machine({ keyring: { ...keyring, fingerprints: [], endsAt: undefined } }),
    "missing on cp1: apt takes no package, and cp1 reads no other key at its repository",
  ],
  [
    "Repository keys",
    "warned",
    machine({ keyring: { ...keyring, endsAt: now - day }, newKey }),
    "which an upgrade writes: 9511, without an end → upgrade key cp1",
  ],
  [
    "Repository keys",
    "warned",
    machine({ keyring: { ...keyring, endsAt: now + day } }),
    "on cp1 ends within 30 days",
  ],
  [
    "Repository keys",
    "warned",
    machine({ keyring: { ...keyring, endsAt: now + day }, newKey }),
    "ends within 30 days → upgrade key cp1",
  ],
  ["Repository keys", "passed", machine({ keyring: { ...keyring, endsAt: undefined } }), "none has expired"],
  ["Repository keys", "passed", machine({ keyring: undefined, rpmKeysEndAt: now + day }), "none has expired"],
  [
    "Repository keys",
    "warned",
    machine({ keyring: undefined, rpmKeysEndAt: now - day }),
    "expired on cp1 (2",
  ],
  ["Images", "passed", machine({ images: [wanted("there"), wanted("offered")] }), "there, or offered"],
  [
    "Images",
    "blocking",
    { machines: ["cp1", "w1"].map((name) => givenMachine(name, { images: [wanted("missing")] })) },
    "registry.k8s.io/kube-proxy:v1.37.2 for cp1 and w1: no registry that the runtime asks has it",
  ],
  [
    "Images",
    "blocking",
    machine({ images: [wanted("silent")] }),
    "not there, and no registry answers → there: sudo crictl pull registry.k8s.io/kube-proxy:v1.37.2",
  ],
  ["Images", "unknown", machine({ images: [wanted("locked")] }), "wants a login"],
  ["Images", "unknown", machine({ images: [wanted("proxied")] }), "goes through a proxy"],
  ["Images", "unknown", machine({ images: undefined }), "not seen on cp1 → host show cp1"],
  ["Packages", "blocking", machine({ offered: ["1.36.3-1.1"] }), "no kubeadm 1.37.2 for cp1"],
  [
    "Packages",
    "blocking",
    pointedAt(35, ["1.35.9-1.1", "1.36.5-1.1", "1.36.6-1.1"]),
    "worker1 has the repository of 1.35, and goes to 1.36 before 1.37 → upgrade node worker1 --to=1.36.6",
  ],
  [
    "Packages",
    "blocking",
    pointedAt(38, ["1.38.0-1.1"]),
    "worker1 has the repository of 1.38, which has no 1.37 → there: name that of 1.37",
  ],
  [
    "Packages",
    "blocking",
    machine({ rpmHolds: { excluded: ["kubeadm", "kubelet", "kubectl"], locked: ["kubelet"] } }),
    "versionlock keeps kubelet on cp1: dnf finds no other version there → there: sudo dnf versionlock delete kubelet; exclude= of",
  ],
  [
    "Packages",
    "blocking",
    machine({ rpmHolds: { excluded: ["kubelet"], locked: [] } }),
    "nothing would hold kubeadm and kubectl on cp1 → there: exclude=kubeadm kubelet kubectl",
  ],
  [
    "Packages",
    "passed",
    machine({ rpmHolds: { excluded: ["kubeadm", "kubelet", "kubectl"], locked: [] } }),
    "can be had",
  ],
  ["Packages", "unknown", machine({ offered: undefined }), "not seen on cp1 → host show cp1"],
  ["Disk space", "blocking", machine({ freeBytes: 2.5 * gib }), "cp1 (2.5Gi free, 3Gi wanted) →"],
  [
    "Disk space",
    "blocking",
    { ...machine({ freeBytes: 7 * gib }), etcdBytes: 6 * gib },
    "cp1 (7Gi free, 8Gi wanted) →",
  ],
  ["Disk space", "passed", { ...machine({ freeBytes: 4 * gib }), etcdBytes: gib / 2 }, "enough"],
  ["Disk space", "passed", { ...machine({ freeBytes: 4 * gib }), etcdBytes: 6 * gib, etcd: [] }, "enough"],
  ["Disk space", "passed", { machines: [givenMachine("worker1", { freeBytes: 2.5 * gib })] }, "enough"],
  ["Clocks", "blocking", machine({ clockAheadMs: -600_000 }), "cp1 10 min behind"],
  ["Clocks", "warned", machine({ isClockSynchronized: false }), "cp1 not synchronized, though right now"],
  ["Certificates", "blocking", machine({ certificatesEnd: now - day }), "expired on cp1"],
  ["Certificates", "warned", machine({ authoritiesEnd: now + day }), "a CA on cp1 ends within 30 days"],
  [
    "Certificates",
    "passed",
    { machines: [givenMachine("worker1", { certificatesEnd: undefined })] },
    "valid",
  ],
  ["Disruption budgets", "blocking", budget(2, 2), "(wants 2 of 2): no drain passes"],
  ["Disruption budgets", "warned", budget(3, 2), "a drain waits now"],
  ["Single replicas", "warned", { workloads: [givenWorkload({ name: "db", desired: 1 })] }, "db: away"],
  [
    "What drains would lose",
    "warned",
    { pods: [givenUnmanaged(), givenPodFacts({ volumes: [givenVolume()] })] },
    "--delete-emptydir-data and --force",
  ],
  [
    "Local volumes",
    "warned",
    { volumes: [{ name: "pv", claim: { namespace: "data", name: "db" }, kind: "local", nodeAffinity: [] }] },
    "data/db: reached from some nodes only",
  ],
])("%s is %s", (about, state, more, said) => {
  const gate = gatesOf(givenFacts(more)).find((each) => each.about === about);
  expect(gate?.state).toBe(state);
  expect([gate?.said, gate?.mend].filter(Boolean).join(" → ")).toContain(said);
});

test("what stands in the way comes first", () => {
  const gates = gatesOf(givenFacts({ proxyMode: "ipvs", settings: undefined, ...machine({ cgroups: 1 }) }));
  const states = gates.map(({ state }) => state);
  expect([...new Set(states)]).toEqual(["blocking", "warned", "unknown", "passed"]);
});

test("of several builds of a version the newest is taken", () => {
  const offered = ["1.37.2-1.1", "1.37.2-1.10", "1.37.2-1.9", "1.37.1-2.1"];
  expect(revisionOf(offered, { minor: 37, patch: 2 })).toBe("1.37.2-1.10");
});
