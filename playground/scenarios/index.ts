// Every scenario of the playground, in the order of the menu.
import apiCertificateExpired from "./api-certificate-expired.ts";
import apiServerDown from "./api-server-down.ts";
import certificatesExpired from "./certificates-expired.ts";
import corednsCrashLoop from "./coredns-crash-loop.ts";
import diskPressure from "./disk-pressure.ts";
import drainBlocked from "./drain-blocked.ts";
import hostileNames from "./hostile-names.ts";
import imageWrongArch from "./image-wrong-arch.ts";
import kubeProxyAmd64Image from "./kube-proxy-amd64-image.ts";
import kubeProxyMissingOnPi from "./kube-proxy-missing-on-pi.ts";
import kubeProxyNoToleration from "./kube-proxy-no-toleration.ts";
import piOff from "./pi-off.ts";
import type { Scenario } from "./scenario.ts";
import servingRequests from "./serving-requests.ts";
import upgradeBlocked from "./upgrade-blocked.ts";
import upgradeCanaryFails from "./upgrade-canary-fails.ts";
import upgradeKubeletFails from "./upgrade-kubelet-fails.ts";

export const SCENARIOS: readonly Scenario[] = [
  piOff,
  corednsCrashLoop,
  kubeProxyMissingOnPi,
  kubeProxyNoToleration,
  kubeProxyAmd64Image,
  drainBlocked,
  servingRequests,
  diskPressure,
  imageWrongArch,
  apiCertificateExpired,
  certificatesExpired,
  upgradeBlocked,
  upgradeKubeletFails,
  upgradeCanaryFails,
  apiServerDown,
  hostileNames,
];
