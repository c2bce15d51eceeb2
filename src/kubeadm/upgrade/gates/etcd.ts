// Whether etcd can become what the new kubeadm brings.
import { few, oneLine, shorten } from "#src/base/text.ts";
import type { UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";

/** kubeadm 1.37 brings etcd 3.7, from which there is no way back, and which wants 3.6.11 before it (etcd.io, upgrade_3_7). */
export function etcd({ to, etcd: members, settings }: UpgradeFacts): Gate {
  const about = "etcd";
  if (members.length === 0) return passed(about, "outside the cluster: kubeadm leaves it alone");
  const versions = few([...new Set(members.map(({ version }) => version))], 3);
  const { etcdTag } = settings ?? {};
  const unknown = [etcdTag ?? "", ...members.map(({ version }) => version)].find(
    (tag) => tag !== "" && !isVersion(tag),
  );
  if (unknown !== undefined)
    return blocking(
      about,
      `the tag of etcd's image, ${shorten(oneLine(unknown), 40)}, is no version, and kubeadm gives up at it`,
      "use one that is a version, as 3.6.16-0: in etcd.local.imageTag of ConfigMap kubeadm-config where it is set, and in etcd.yaml of each control plane",
    );
  if (to.minor < 37 || members.every(({ version }) => !isBefore(version, [3, 7, 0])))
    return passed(about, versions);
  if (etcdTag !== undefined && isBefore(etcdTag, [3, 7, 0]))
    return warned(
      about,
      `${versions}: it will be ${etcdTag}, which etcd.local.imageTag of ConfigMap kubeadm-config names, and not what kubeadm brings`,
      "remove imageTag there first",
    );
  const flags = settings?.etcdFlags.filter((flag) => flag.startsWith("experimental-")) ?? [];
  if (flags.length > 0)
    return blocking(
      about,
      `etcd 3.7 does not start with ${few(flags, 3)}`,
      "remove it from etcd.local.extraArgs of ConfigMap kubeadm-config",
    );
  const way = `${versions} becomes 3.7, and no etcd goes back from there`;
  const mend = "take a snapshot of etcd first";
  if (members.every(({ version }) => !isBefore(version, [3, 6, 11]))) return warned(about, way, mend);
  if (members.length === 1)
    return warned(
      about,
      `${way}; it should be 3.6.11 before that, which single members have done without`,
      mend,
    );
  return blocking(
    about,
    `${versions}: several members should be 3.6.11 or newer before 3.7, and kubeadm does not bring that`,
    "set etcd.local.imageTag to 3.6.11-0 or newer in ConfigMap kubeadm-config, upgrade within 1.36 by hand (kubeadm upgrade apply, then kubeadm upgrade node on the others), and remove imageTag again",
  );
}

/** What kubeadm takes for one in an image's tag: three numbers, and what may come after (its staticpods.go, ParseSemantic). */
function isVersion(tag: string): boolean {
  const number = "(0|[1-9][0-9]*)";
  return new RegExp(`^v?${number}\\.${number}\\.${number}([-+_][0-9A-Za-z.+_-]*)?$`).test(tag);
}

function isBefore(version: string, other: readonly number[]): boolean {
  const parts = version.replace(/^v/, "").split(/[.-]/).map(Number);
  const at = other.findIndex((wanted, each) => (parts[each] ?? 0) !== wanted);
  return at !== -1 && (parts[at] ?? 0) < (other[at] ?? 0);
}
