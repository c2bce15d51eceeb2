// Whether the new kubelet starts there: control groups, container runtime, flags.
import { few } from "#src/base/text.ts";
import type { UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";
import { minorOf } from "../version.ts";
import { named, notSeen } from "./seen.ts";

/** kubelet 1.35 and newer starts on version 1 only where failCgroupV1 is false, and kubeadm stops there unless it is told not to look. */
export function controlGroups(facts: UpgradeFacts): Gate {
  const about = "Control groups";
  const { to, machines, settings } = facts;
  if (to.minor < 35) return passed(about, `${minorOf(to)} runs on both versions`);
  const old = named(machines, ({ cgroups }) => cgroups === 1);
  if (old.length > 0) {
    const said = `${few(old, 5)} version 1, which kubelet 1.35 and newer refuses`;
    return settings?.failsOnCgroupV1 === false
      ? warned(
          about,
          `${said} unless failCgroupV1 is false, as it is here; kubeadm is told to go on (SystemVerification)`,
        )
      : blocking(
          about,
          said,
          "switch to version 2 and reboot (systemd.unified_cgroup_hierarchy=1 on the kernel's command line)",
        );
  }
  return (
    notSeen(about, facts, ({ cgroups }) => cgroups === undefined) ?? passed(about, "version 2 everywhere")
  );
}

/** By the version that the kubelet tells: containerd answers RuntimeConfig since 2.0. */
export function runtimes({ to, nodes }: UpgradeFacts): Gate {
  const about = "Container runtime";
  const old = nodes.filter(({ runtimeVersion }) => /^containerd:\/\/1\./.test(runtimeVersion));
  if (old.length === 0) return passed(about, "none is too old to tell the kubelet its cgroup driver");
  const names = old.map(({ name, runtimeVersion }) => `${name} (${runtimeVersion.replace("://", " ")})`);
  const said = `${few(names, 5)}: no RuntimeConfig, so the kubelet falls back to its own setting, which a later one will not`;
  return to.minor >= 38 ? warned(about, said, "upgrade containerd to 2.x first") : passed(about, said);
}

type Refused = {
  readonly flag: RegExp;
  readonly since: number;
  readonly why: string;
  /** Where it is no matter. */
  readonly butIn?: RegExp;
};

const refusedFlags: readonly Refused[] = [
  { flag: /^--container-runtime\b(?!-)/, since: 27, why: "removed in 1.27" },
  { flag: /^--cloud-config\b/, since: 34, why: "removed in 1.34" },
  {
    flag: /^--pod-infra-container-image\b/,
    since: 35,
    butIn: /\/kubeadm-flags\.env$/,
    why: "removed in 1.35, and kubeadm takes it away nowhere but in kubeadm-flags.env",
  },
  {
    flag: /^--pod-infra-container-image\b/,
    since: 36,
    why: "removed in 1.35, and kubeadm 1.36 no longer takes it away",
  },
  {
    // All that 1.36 still has of them (globalflags_linux.go) but --housekeeping-interval.
    flag: /^--(?:application-metrics-count-limit|boot-id-file|container-hints|containerd|containerd-namespace|enable-load-reader|event-storage-[a-z-]+|global-housekeeping-interval|log-cadvisor-usage|machine-id-file|storage-driver-[a-z-]+)\b(?!-)/,
    since: 37,
    why: "cAdvisor's, removed in 1.37",
  },
];

/** A kubelet that meets one does not start. */
export function kubeletFlags(facts: UpgradeFacts): Gate {
  const about = "Kubelet flags";
  const { to, machines } = facts;
  const found = machines.flatMap(({ node, flags = [] }) =>
    flags.flatMap(({ file, flag }) => {
      const known = refusedFlags.find(
        (each) => each.flag.test(flag) && to.minor >= each.since && !each.butIn?.test(file),
      );
      return known ? [`${flag} in ${file} of ${node} (${known.why})`] : [];
    }),
  );
  if (found.length > 0)
    return blocking(
      about,
      `kubelet ${minorOf(to)} does not start with ${few(found, 5)}`,
      "remove it from that file",
    );
  return (
    notSeen(about, facts, ({ flags }) => flags === undefined) ??
    passed(about, "none that the new kubelet refuses")
  );
}
