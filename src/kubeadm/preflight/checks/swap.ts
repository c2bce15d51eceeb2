// Swap in all its forms: a kubelet does not start beside it unless its configuration says otherwise.
import { few } from "#src/base/text.ts";
import type { Facts } from "../facts.ts";
import { type Check, findings } from "../finding.ts";

const { passed, mends, blocking } = findings("swap");

export const swap: Check = (facts) => {
  const { swaps, swapLines, swapUnits } = facts.host;
  if (!facts.cluster.kubelet.failSwapOn)
    return [passed("allowed by the cluster's kubelet-config (failSwapOn: false)")];
  const generated = swaps.filter((each) => isRpiSwap(each.path));
  if (generated.length > 0 && swapUnits.length === 0)
    return [
      blocking(
        `${few(
          generated.map(({ path }) => path),
          3,
        )} is made anew at each boot by rpi-swap`,
        "Set Mechanism=none in /etc/rpi/swap.conf and reboot it.",
      ),
    ];
  const all = [
    ...swaps.map(({ path }) => path),
    ...swapLines.map(() => "a line in /etc/fstab"),
    ...swapUnits,
  ];
  if (all.length === 0) return [passed("off")];
  return [mends(`on, or back after a reboot: ${few(all, 4)}; it is switched off for good`)];
};

export function hasSwap({ host, cluster }: Facts): boolean {
  const { swaps, swapLines, swapUnits } = host;
  return cluster.kubelet.failSwapOn && swaps.length + swapLines.length + swapUnits.length > 0;
}

/** Raspberry Pi OS Trixie's generator writes there (rpi-swap(8)); switched off by hand it is back after the next boot. */
function isRpiSwap(path: string): boolean {
  return path === "/var/swap" || path.startsWith("/dev/zram");
}
