// What is asked of a machine's package manager, whichever it is. Its commands are values, as a card shows them and a host runs them.

export const managerNames = ["apt", "dnf"] as const;
export type ManagerName = (typeof managerNames)[number];

/** What is installed at one version, and stays at it until somebody asks for another. */
export const kubernetesNames = ["kubeadm", "kubelet", "kubectl"] as const;
export type KubernetesName = (typeof kubernetesNames)[number];

export type SettingsFile = { readonly path: string; readonly text: string };

/** Where containerd's makers have packages: `https://download.docker.com/linux/debian`, and `bookworm` of it where there are several. */
export type RuntimeSource = { readonly repository: string; readonly suite: string };

/** `1.37.2` from `https://pkgs.k8s.io/core:/stable:/v1.37/deb/`. */
export type Release = { readonly version: string; readonly repository: string };

/** Packages at one build, `1.37.2-1.1`, from a repository that the machine has already. */
export type Build = {
  readonly names: readonly string[];
  readonly revision: string;
  /** Where that repository is named, and as what. */
  readonly file: string;
  readonly id: string;
};

/** Each command is one line for a shell of root: what is sent is not taken apart, as each part needs the one before. */
export type PackageManager = {
  readonly kubernetesSource: (repository: string) => SettingsFile;
  readonly runtimeSource: (from: RuntimeSource) => SettingsFile;
  /** kubeadm, kubelet, kubectl and crictl, held; what an earlier attempt has left half installed is finished first. */
  readonly installKubernetes: (release: Release) => string;
  readonly installRuntime: (from: RuntimeSource) => string;
  /** Held ones too, and held again. */
  readonly installBuild: (build: Build) => string;
  /** Every package that nobody holds. Nothing is removed, nothing asks, and settings that somebody has changed stay. */
  readonly updateAll: string;
  /** What a person types there. */
  readonly words: {
    readonly finish: string;
    readonly hold: (names: readonly string[]) => string;
    readonly downgrade: (minor: string) => string;
    readonly clean: string;
    /** Where that holds, its packages ask for a reboot. */
    readonly asksReboot: string;
  };
};
