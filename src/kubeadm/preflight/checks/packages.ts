// kubeadm and kubelet in the cluster's version: a kubelet is never newer than the API server.
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";
import { isInstalled, minorOf, numbersOf } from "../versions.ts";

const { passed, mends, blocking } = findings("packages");

export const packages: Check = (facts) => {
  const { kubeadm, kubelet, debs } = facts.host;
  const { version } = facts.cluster;
  const half = (debs ?? []).filter(({ whole }) => !whole).map(({ name }) => name);
  const [, minor] = numbersOf(version);
  const newer = [kubeadm, kubelet].find((each) => each !== undefined && numbersOf(each)[1] > minor);
  if (newer)
    return [
      blocking(
        `${newer} is newer than the cluster's ${version}`,
        `apt-get install --allow-downgrades kubeadm='${minorOf(version)}.*' kubelet='${minorOf(version)}.*'`,
      ),
    ];
  if (half.length > 0) return [mends(`${half.join(", ")} is half installed; that is finished first`)];
  if (isInstalled(facts)) return [passed(`kubeadm ${kubeadm}, kubelet ${kubelet}`)];
  const now = kubelet === undefined ? "not there" : kubelet;
  return [mends(`kubelet is ${now}; kubeadm and kubelet ${version} are installed and held`)];
};

export function needsPackages({ host, cluster }: Facts): boolean {
  const isHalf = host.debs?.some(({ whole }) => !whole) ?? false;
  return isHalf || !isInstalled({ host, cluster });
}
