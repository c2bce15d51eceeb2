// kubeadm and kubelet in the cluster's version: a kubelet is never newer than the API server.
import { managers } from "../../packages/managers.ts";
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { isInstalled, minorOf, numbersOf } from "../versions.ts";

const { passed, mends, blocking } = findings("packages");

export const packages: Check = (facts) => {
  const { kubeadm, kubelet, packages: installed, locked = [], manager = "apt" } = facts.host;
  const { words } = managers[manager];
  const { version } = facts.cluster;
  const half = (installed ?? []).filter(({ whole }) => !whole).map(({ name }) => name);
  const [, minor] = numbersOf(version);
  const newer = [kubeadm, kubelet].find((each) => each !== undefined && numbersOf(each)[1] > minor);
  if (newer)
    return [blocking(`${newer} is newer than the cluster's ${version}`, words.downgrade(minorOf(version)))];
  if (half.length > 0 && manager === "dnf")
    return [blocking(`${half.join(", ")} is there twice, as an interrupted dnf leaves it`, words.finish)];
  if (half.length > 0) return [mends(`${half.join(", ")} is half installed; that is finished first`)];
  if (isInstalled(facts)) return [passed(`kubeadm ${kubeadm}, kubelet ${kubelet}`)];
  if (locked.length > 0)
    return [
      blocking(
        `versionlock keeps ${locked.join(", ")}, so dnf finds no other version`,
        `dnf versionlock delete ${locked.join(" ")}`,
      ),
    ];
  const now = kubelet === undefined ? "not there" : kubelet;
  return [mends(`kubelet is ${now}; kubeadm and kubelet ${version} are installed and held`)];
};

export function needsPackages({ host, cluster }: Facts): boolean {
  const isHalf = host.packages?.some(({ whole }) => !whole) ?? false;
  return isHalf || !isInstalled({ host, cluster });
}
