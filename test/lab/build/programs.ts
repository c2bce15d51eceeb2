// What the lab builds: each Go module folder beside this file, its programs, and how its own build names its version.

/** The source is a main package as the `tool` lines name it, or a C file of the module. */
export type Program = { readonly source: string; readonly cgo?: true; readonly tags?: readonly string[] };

/** What a module says of itself: `v1.37.2` and when that was tagged (RFC 3339). It names no commit, so commits stay empty. */
export type Release = { readonly version: string; readonly date: string };

type Module = {
  /** The path of the required module whose version the programs carry. */
  readonly path: string;
  readonly programs: Readonly<Record<string, Program>>;
  /** Go variables that the linker sets, as in the module's own Makefile. */
  readonly variables: (release: Release) => Readonly<Record<string, string>>;
};

const kubernetes = {
  path: "k8s.io/kubernetes",
  programs: {
    "kube-apiserver": { source: "k8s.io/kubernetes/cmd/kube-apiserver" },
    "kube-controller-manager": { source: "k8s.io/kubernetes/cmd/kube-controller-manager" },
    "kube-scheduler": { source: "k8s.io/kubernetes/cmd/kube-scheduler" },
    "kube-proxy": { source: "k8s.io/kubernetes/cmd/kube-proxy" },
    kubelet: { source: "k8s.io/kubernetes/cmd/kubelet" },
    kubeadm: { source: "k8s.io/kubernetes/cmd/kubeadm" },
    kubectl: { source: "k8s.io/kubernetes/cmd/kubectl" },
    pause: { source: "build/pause/linux/pause.c" },
  },
  variables: kubernetesVariables,
} as const satisfies Module;

const etcd = {
  path: "go.etcd.io/etcd/server/v3",
  programs: {
    etcd: { source: "go.etcd.io/etcd/server/v3" },
    etcdctl: { source: "go.etcd.io/etcd/etcdctl/v3" },
    etcdutl: { source: "go.etcd.io/etcd/etcdutl/v3" },
  },
  variables: () => ({ "go.etcd.io/etcd/api/v3/version.GitSHA": "" }),
} as const satisfies Module;

const coredns = {
  path: "github.com/coredns/coredns",
  programs: { coredns: { source: "github.com/coredns/coredns", tags: ["grpcnotrace"] } },
  variables: () => ({ "github.com/coredns/coredns/coremain.GitCommit": "" }),
} as const satisfies Module;

const containerd = "github.com/containerd/containerd/v2";
const plugins = "github.com/containernetworking/plugins";
const cniVariables = ({ version }: Release) => ({
  [`${plugins}/pkg/utils/buildversion.BuildVersion`]: version,
});

export const modules = {
  "kubernetes-1.37": kubernetes,
  "kubernetes-1.36": kubernetes,
  "etcd-3.7": etcd,
  // What people who have several members go to before 3.7; kubeadm 1.36 does not bring it.
  "etcd-3.6.16": etcd,
  "etcd-3.6": etcd,
  "coredns-1.14.6": coredns,
  "coredns-1.14.2": coredns,
  containerd: {
    path: containerd,
    programs: {
      containerd: { source: `${containerd}/cmd/containerd`, tags: ["urfave_cli_no_docs"] },
      "containerd-shim-runc-v2": {
        source: `${containerd}/cmd/containerd-shim-runc-v2`,
        tags: ["urfave_cli_no_docs"],
      },
      ctr: { source: `${containerd}/cmd/ctr`, tags: ["urfave_cli_no_docs"] },
    },
    variables: ({ version }) => ({
      [`${containerd}/version.Version`]: version,
      [`${containerd}/version.Revision`]: "",
      [`${containerd}/version.Package`]: containerd,
    }),
  },
  runc: {
    path: "github.com/opencontainers/runc",
    programs: {
      // Without seccomp it refuses every container that asks for the runtime's default profile.
      runc: {
        source: "github.com/opencontainers/runc",
        cgo: true,
        tags: ["seccomp", "urfave_cli_no_docs", "netgo", "osusergo"],
      },
    },
    variables: () => ({ "main.gitCommit": "" }),
  },
  "cri-tools": {
    path: "sigs.k8s.io/cri-tools",
    programs: { crictl: { source: "sigs.k8s.io/cri-tools/cmd/crictl" } },
    variables: ({ version }) => ({ "sigs.k8s.io/cri-tools/pkg/version.Version": version.slice(1) }),
  },
  "cni-plugins": {
    path: plugins,
    programs: {
      bandwidth: { source: `${plugins}/plugins/meta/bandwidth` },
      bridge: { source: `${plugins}/plugins/main/bridge` },
      firewall: { source: `${plugins}/plugins/meta/firewall` },
      "host-device": { source: `${plugins}/plugins/main/host-device` },
      "host-local": { source: `${plugins}/plugins/ipam/host-local` },
      loopback: { source: `${plugins}/plugins/main/loopback` },
      portmap: { source: `${plugins}/plugins/meta/portmap` },
      ptp: { source: `${plugins}/plugins/main/ptp` },
      tuning: { source: `${plugins}/plugins/meta/tuning` },
    },
    variables: cniVariables,
  },
  "cni-flannel": {
    path: plugins,
    programs: { flannel: { source: `${plugins}/plugins/meta/flannel` } },
    variables: cniVariables,
  },
  flannel: {
    path: "github.com/flannel-io/flannel",
    programs: {
      flanneld: { source: "github.com/flannel-io/flannel", cgo: true, tags: ["netgo", "osusergo"] },
      "install-conf": { source: "github.com/flannel-io/flannel/cmd/install_conf" },
    },
    variables: ({ version }) => ({ "github.com/flannel-io/flannel/pkg/version.Version": version }),
  },
  // The last one whose page is in its module: later ones embed what only their own repository's build makes.
  alertmanager: {
    path: "github.com/prometheus/alertmanager",
    programs: { alertmanager: { source: "github.com/prometheus/alertmanager/cmd/alertmanager" } },
    variables: ({ version }) => ({ "github.com/prometheus/common/version.Version": version.slice(1) }),
  },
  kwok: {
    path: "sigs.k8s.io/kwok",
    programs: {
      kwok: { source: "sigs.k8s.io/kwok/cmd/kwok" },
      kwokctl: { source: "sigs.k8s.io/kwok/cmd/kwokctl" },
    },
    variables: ({ version }) => ({ "sigs.k8s.io/kwok/pkg/consts.Version": version }),
  },
} as const satisfies Readonly<Record<string, Module>>;

export type ModuleName = keyof typeof modules;

/** As hack/lib/version.sh sets them. */
function kubernetesVariables({ version, date }: Release): Record<string, string> {
  const [major = "", minor = ""] = version.slice(1).split(".");
  const values = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: "",
    gitTreeState: "archive",
    buildDate: date,
  };
  return Object.fromEntries(
    ["k8s.io/client-go/pkg/version", "k8s.io/component-base/version"].flatMap((path) =>
      Object.entries(values).map(([name, value]) => [`${path}.${name}`, value]),
    ),
  );
}
