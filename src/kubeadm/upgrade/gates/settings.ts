// Whether what is configured is still understood by the new version.
import type { UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, unknown, warned } from "../gate.ts";
import { minorOf } from "../version.ts";

/** kube-proxy's ipvs mode: deprecated in 1.35, off unless asked for in 1.40, gone in 1.43. */
export function proxyMode({ to, proxyMode: mode }: UpgradeFacts): Gate {
  const about = "kube-proxy";
  if (mode === undefined) return passed(about, "there is none here");
  if (mode !== "ipvs") return passed(about, `${mode || "its default"} mode, which ${minorOf(to)} has`);
  const mend = "kube-proxy mode nftables";
  if (to.minor >= 43) return blocking(about, "ipvs mode, which 1.43 no longer has", mend);
  const how = to.minor >= 40 ? "off by default since 1.40" : "deprecated";
  return warned(about, `ipvs mode, which is ${how} and gone in 1.43`, mend);
}

/** kubeadm 1.37 does not read v1beta3 any more. */
export function kubeadmConfiguration({ to, settings }: UpgradeFacts): Gate {
  const about = "kubeadm's configuration";
  if (settings === undefined) return unknown(about, "ConfigMap kube-system/kubeadm-config could not be read");
  if (settings.api !== "v1beta3" || to.minor < 37)
    return passed(about, `${settings.api}, which kubeadm ${minorOf(to)} reads`);
  return blocking(
    about,
    `v1beta3, which kubeadm ${minorOf(to)} does not read`,
    "kubeadm config migrate, with kubeadm 1.35 or 1.36",
  );
}
